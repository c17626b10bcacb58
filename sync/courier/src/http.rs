//! HTTP to an object store: by the configured proxy, trusting whom the configuration says, no faster than allowed.
//!
//! The environment's proxies are not used: what the configuration says is what happens.

use crate::config::StoreConfig;
use crate::pace::Pace;
use async_trait::async_trait;
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpRequestBody, HttpResponse,
    HttpResponseBody, HttpService,
};
use object_store::{ClientConfigKey, ClientOptions};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Instant, Sleep};

const CONNECT: Duration = Duration::from_secs(30);
/// A transfer of which nothing moved for so long is given up. There is no limit on a whole one: a slow link is not down.
pub const STILL: Duration = Duration::from_secs(120);

#[derive(Debug)]
pub struct Connector {
    proxy: Option<String>,
    ca: Option<Vec<u8>>,
    pace: Arc<Pace>,
}

impl Connector {
    pub fn new(config: &StoreConfig, pace: Arc<Pace>) -> Self {
        Self { proxy: config.proxy.as_ref().map(ToString::to_string), ca: config.ca.clone(), pace }
    }

    fn client(&self, https_only: bool) -> reqwest::Result<reqwest::Client> {
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("moments-courier/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT)
            .https_only(https_only)
            // Another place's answer is never followed to: a store that moved is configured anew.
            .redirect(reqwest::redirect::Policy::none());
        builder = match &self.proxy {
            Some(proxy) => builder.proxy(reqwest::Proxy::all(proxy)?),
            None => builder.no_proxy(),
        };
        if let Some(ca) = &self.ca {
            builder = builder.tls_certs_only(reqwest::Certificate::from_pem_bundle(ca)?);
        }
        builder.build()
    }
}

impl HttpConnector for Connector {
    fn connect(&self, options: &ClientOptions) -> object_store::Result<HttpClient> {
        let http = options.get_config_value(&ClientConfigKey::AllowHttp);
        let client = self.client(http.as_deref() != Some("true"));
        let client = client.map_err(|error| object_store::Error::Generic {
            store: "courier",
            source: format!("`proxy` or `ca` can't be used: {}", chain(&error)).into(),
        })?;
        Ok(HttpClient::new(Paced { client, pace: Arc::clone(&self.pace) }))
    }
}

/// An error with what it stands for, each part once.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(error) = next {
        let more = error.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        next = error.source();
    }
    text
}

#[derive(Debug)]
struct Paced {
    client: reqwest::Client,
    pace: Arc<Pace>,
}

#[derive(Debug, thiserror::Error)]
#[error("nothing moved for {} seconds", STILL.as_secs())]
struct NothingMoved;

#[async_trait]
impl HttpService for Paced {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let (parts, body) = request.into_parts();
        let told = |error: reqwest::Error| {
            let kind = if error.is_timeout() {
                HttpErrorKind::Timeout
            } else if error.is_connect() {
                HttpErrorKind::Connect
            } else {
                HttpErrorKind::Request
            };
            HttpError::new(kind, error)
        };
        let url =
            parts.uri.to_string().parse().map_err(|error| HttpError::new(HttpErrorKind::Unknown, error))?;
        let moved = Arc::new(AtomicU64::new(0));
        let mut sent = reqwest::Request::new(parts.method, url);
        *sent.headers_mut() = parts.headers;
        let body = PacedBody { body, pace: Arc::clone(&self.pace), rest: None, moved: Arc::clone(&moved) };
        *sent.body_mut() = Some(reqwest::Body::wrap(body));
        let mut answer = std::pin::pin!(self.client.execute(sent));
        let mut known = 0;
        let answer = loop {
            match tokio::time::timeout(STILL, &mut answer).await {
                Ok(answer) => break answer.map_err(told)?,
                Err(_) => {
                    let now = moved.load(Ordering::Relaxed);
                    if now == known {
                        return Err(HttpError::new(HttpErrorKind::Timeout, NothingMoved));
                    }
                    known = now;
                }
            }
        };
        let (parts, body) = http::Response::<reqwest::Body>::from(answer).into_parts();
        Ok(HttpResponse::from_parts(parts, HttpResponseBody::new(FramesOf(body))))
    }
}

/// An answer's body, with errors of the store's kind.
struct FramesOf(reqwest::Body);

impl Body for FramesOf {
    type Data = Bytes;
    type Error = HttpError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, HttpError>>> {
        let interrupted = |error| HttpError::new(HttpErrorKind::Interrupted, error);
        Pin::new(&mut self.0).poll_frame(context).map(|frame| frame.map(|frame| frame.map_err(interrupted)))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}

/// A request's body that is given out piece by piece, each after the one before is paid for.
struct PacedBody {
    body: HttpRequestBody,
    pace: Arc<Pace>,
    rest: Option<Pin<Box<Sleep>>>,
    moved: Arc<AtomicU64>,
}

impl Body for PacedBody {
    type Data = Bytes;
    type Error = HttpError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, HttpError>>> {
        if let Some(rest) = &mut self.rest {
            if rest.as_mut().poll(context).is_pending() {
                return Poll::Pending;
            }
            self.rest = None;
        }
        let frame = Pin::new(&mut self.body).poll_frame(context);
        if let Poll::Ready(Some(Ok(frame))) = &frame {
            let bytes = frame.data_ref().map_or(0, Bytes::len);
            self.moved.fetch_add(1, Ordering::Relaxed);
            let wait = self.pace.wait_for(bytes);
            if !wait.is_zero() {
                self.rest = Some(Box::pin(tokio::time::sleep_until(Instant::now() + wait)));
            }
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use chrono::{DateTime, FixedOffset};
    use std::num::NonZeroU32;

    /// Tokio's clock, which a test can stop.
    struct Tokio(Instant);

    impl Clock for Tokio {
        fn now(&self) -> DateTime<FixedOffset> {
            DateTime::UNIX_EPOCH.fixed_offset() + self.elapsed()
        }

        fn elapsed(&self) -> Duration {
            self.0.elapsed()
        }

        fn sleep(&self, _: Duration) {}

        fn stopping(&self) -> bool {
            false
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_goes_up_goes_no_faster_than_allowed() {
        let clock = Arc::new(Tokio(Instant::now()));
        let pace = Pace::new(NonZeroU32::new(64), Arc::<Tokio>::clone(&clock) as Arc<dyn Clock>);
        let pieces = vec![Bytes::from(vec![7; 32 * 1024]); 21];
        let payload: object_store::PutPayload = pieces.into_iter().collect();
        let (pace, moved) = (Arc::new(pace), Arc::default());
        let mut body = PacedBody { body: payload.into(), pace, rest: None, moved };
        assert_eq!(body.size_hint().exact(), Some(21 * 32 * 1024), "the store is told how much comes");
        let mut bytes = 0;
        while let Some(frame) = std::future::poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await
        {
            bytes += frame.unwrap().data_ref().map_or(0, Bytes::len);
            let allowed = clock.elapsed().as_secs_f64() * 65_536.0 + 32_768.0;
            assert!(bytes as f64 <= allowed + 1024.0, "{bytes} after {:?}", clock.elapsed());
        }
        assert_eq!((bytes, body.moved.load(Ordering::Relaxed)), (21 * 32 * 1024, 21));
    }
}
