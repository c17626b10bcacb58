-- Handing over: all of it local, none of it journaled.

-- This workstation's keys, and the cards that it trusts.
CREATE TABLE exchange (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    record TEXT NOT NULL             -- the caller's JSON
) STRICT;

-- How far each journal is here without a gap.
CREATE TABLE prefixes (
    workstation BLOB NOT NULL,
    epoch BLOB NOT NULL,
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL,
    arrived_ms INTEGER NOT NULL,     -- by this workstation's clock
    PRIMARY KEY (workstation, epoch)
) STRICT, WITHOUT ROWID;

-- How far somebody else said that they have a journal: another workstation, or the centre.
CREATE TABLE known (
    peer TEXT NOT NULL,              -- a workstation's id, or `centre`
    workstation BLOB NOT NULL,
    epoch BLOB NOT NULL,
    seq INTEGER NOT NULL,
    said_ms INTEGER NOT NULL,        -- by their clock
    PRIMARY KEY (peer, workstation, epoch)
) STRICT, WITHOUT ROWID;

-- Each life of the centre's database that spoke, and how often it had spoken. A new one means that it was restored.
CREATE TABLE centre_said (
    incarnation BLOB PRIMARY KEY NOT NULL,
    counter INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    heard INTEGER NOT NULL           -- its number in the order in which they were first heard of
) STRICT;

-- Bundles in the outbox.
CREATE TABLE sealed (
    destination TEXT NOT NULL,
    epoch BLOB NOT NULL,
    from_seq INTEGER NOT NULL,
    to_seq INTEGER NOT NULL,
    recipients TEXT NOT NULL,        -- whom it is encrypted to, apart by spaces
    sealed_ms INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    PRIMARY KEY (destination, epoch, from_seq)
) STRICT, WITHOUT ROWID;

-- How far the own journal was ever sealed.
CREATE TABLE sealed_to (
    destination TEXT NOT NULL,
    epoch BLOB NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (destination, epoch)
) STRICT, WITHOUT ROWID;

-- Files that were not taken, and why.
CREATE TABLE refused (
    name TEXT PRIMARY KEY NOT NULL,
    reason TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    bytes INTEGER NOT NULL
) STRICT;
