//! What the outbox holds arrives, whole, wherever it is to go; and nothing else is ever written or seen.

#[cfg(test)]
mod azure;
#[cfg(test)]
mod configuration;
#[cfg(test)]
mod crash;
#[cfg(test)]
mod folders;
#[cfg(test)]
mod network;
#[cfg(test)]
mod objects;
#[cfg(test)]
#[cfg(target_os = "linux")]
mod room;
#[cfg(test)]
mod scene;
