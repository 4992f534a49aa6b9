//! Places, people, resources, bookings, help, and what keeps phones in sync.

use sea_orm::DbBackend;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &str = "
CREATE TABLE place (
    id UUID PRIMARY KEY,
    parent_id UUID REFERENCES place (id),
    kind TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    subdistrict_id UUID,
    district_id UUID,
    phone TEXT NOT NULL,
    zone TEXT NOT NULL,
    settings TEXT NOT NULL
);
CREATE TABLE member (
    id UUID PRIMARY KEY,
    community_id UUID NOT NULL REFERENCES place (id),
    household_id UUID NOT NULL,
    name TEXT NOT NULL,
    called TEXT NOT NULL,
    phone TEXT UNIQUE,
    gender TEXT NOT NULL,
    birth_year SMALLINT NOT NULL,
    roles TEXT NOT NULL,
    address TEXT NOT NULL,
    risks TEXT NOT NULL,
    carer_gender TEXT,
    blocked_carers TEXT NOT NULL
);
CREATE INDEX member_community ON member (community_id, name);
CREATE TABLE member_grant (
    id UUID PRIMARY KEY,
    community_id UUID NOT NULL REFERENCES place (id),
    from_id UUID NOT NULL REFERENCES member (id),
    to_id UUID NOT NULL REFERENCES member (id),
    expires BIGINT,
    revoked BOOLEAN NOT NULL
);
CREATE INDEX member_grant_to ON member_grant (to_id);
CREATE INDEX member_grant_from ON member_grant (from_id);
CREATE TABLE resource (
    id UUID PRIMARY KEY,
    community_id UUID NOT NULL REFERENCES place (id),
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    hours TEXT NOT NULL,
    nature TEXT NOT NULL,
    member_id UUID REFERENCES member (id),
    retired BOOLEAN NOT NULL
);
CREATE INDEX resource_community ON resource (community_id);
CREATE INDEX resource_member ON resource (member_id);
CREATE TABLE booking (
    id UUID PRIMARY KEY,
    community_id UUID NOT NULL REFERENCES place (id),
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    subject_id UUID NOT NULL REFERENCES member (id),
    actor_id UUID NOT NULL,
    household_id UUID NOT NULL,
    called TEXT NOT NULL,
    starts BIGINT NOT NULL,
    ends BIGINT NOT NULL,
    hold_until BIGINT,
    note TEXT NOT NULL,
    reason TEXT NOT NULL,
    made BIGINT NOT NULL,
    ver BIGINT NOT NULL,
    resource_id UUID,
    second_resource_id UUID,
    people INTEGER,
    service TEXT,
    why TEXT NOT NULL,
    checked_in TEXT,
    checked_out TEXT,
    report TEXT NOT NULL,
    CHECK (starts < ends)
);
CREATE INDEX booking_community ON booking (community_id, starts);
CREATE INDEX booking_household ON booking (household_id, starts);
CREATE INDEX booking_subject ON booking (subject_id, starts);
CREATE INDEX booking_resource ON booking (resource_id, starts);
CREATE INDEX booking_open ON booking (state, starts);
CREATE TABLE allocation (
    community_id UUID NOT NULL REFERENCES place (id),
    resource_id UUID NOT NULL REFERENCES resource (id),
    starts BIGINT NOT NULL,
    ends BIGINT NOT NULL,
    booking_id UUID NOT NULL,
    PRIMARY KEY (community_id, resource_id, starts),
    CHECK (starts < ends),
    CHECK (ends - starts <= 691200000)
);
CREATE INDEX allocation_resource ON allocation (resource_id, starts, ends);
CREATE INDEX allocation_booking ON allocation (booking_id);
CREATE TABLE help (
    id UUID PRIMARY KEY,
    community_id UUID NOT NULL REFERENCES place (id),
    subject_id UUID NOT NULL REFERENCES member (id),
    actor_id UUID NOT NULL,
    called TEXT NOT NULL,
    what TEXT NOT NULL,
    place TEXT NOT NULL,
    wanted BIGINT,
    answerer TEXT NOT NULL,
    urgency TEXT NOT NULL,
    stage TEXT NOT NULL,
    taker_id UUID,
    taker_called TEXT NOT NULL,
    escalated BOOLEAN NOT NULL,
    owner TEXT NOT NULL,
    opened BIGINT NOT NULL,
    stage_since BIGINT NOT NULL,
    ended BIGINT,
    ver BIGINT NOT NULL
);
CREATE INDEX help_community ON help (community_id, ended, opened);
CREATE INDEX help_subject ON help (subject_id, opened);
CREATE INDEX help_taker ON help (taker_id);
CREATE TABLE story_event (
    id UUID PRIMARY KEY,
    community_id UUID NOT NULL REFERENCES place (id),
    about UUID NOT NULL,
    at BIGINT NOT NULL,
    actor_id UUID,
    actor_called TEXT NOT NULL,
    deed TEXT NOT NULL,
    note TEXT NOT NULL
);
CREATE INDEX story_event_about ON story_event (about, at);
CREATE TABLE message (
    id UUID PRIMARY KEY,
    community_id UUID NOT NULL REFERENCES place (id),
    to_id UUID NOT NULL REFERENCES member (id),
    at BIGINT NOT NULL,
    is_read BOOLEAN NOT NULL,
    ver BIGINT NOT NULL,
    news TEXT NOT NULL
);
CREATE INDEX message_to ON message (to_id, at);
CREATE TABLE device (
    id UUID PRIMARY KEY,
    member_id UUID NOT NULL REFERENCES member (id),
    last_n BIGINT NOT NULL
);
CREATE TABLE outcome (
    device_id UUID NOT NULL REFERENCES device (id),
    n BIGINT NOT NULL,
    mid UUID NOT NULL,
    fingerprint BYTES NOT NULL,
    result TEXT NOT NULL,
    decided BIGINT NOT NULL,
    PRIMARY KEY (device_id, n)
);
CREATE UNIQUE INDEX outcome_mid ON outcome (mid);
CREATE INDEX outcome_decided ON outcome (decided);
CREATE TABLE change (
    community_id UUID NOT NULL REFERENCES place (id),
    seq BIGINT NOT NULL,
    topic TEXT NOT NULL,
    id UUID NOT NULL,
    PRIMARY KEY (community_id, seq)
);
CREATE TABLE community_head (
    community_id UUID PRIMARY KEY REFERENCES place (id),
    seq BIGINT NOT NULL,
    forgotten BIGINT NOT NULL
);
CREATE TABLE change_mark (
    community_id UUID NOT NULL REFERENCES place (id),
    at BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (community_id, at)
);
CREATE TABLE database_fact (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
";

/// No two allocations of a resource overlap. An allocation is at most eight days long (a check of the
/// table), so only starts within eight days can meet the new one.
const SQLITE_RULE: [&str; 2] = [
    "CREATE TRIGGER allocation_insert BEFORE INSERT ON allocation
     WHEN EXISTS (
        SELECT 1 FROM allocation
        WHERE resource_id = NEW.resource_id
          AND starts > NEW.starts - 691200000 AND starts < NEW.ends AND ends > NEW.starts)
     BEGIN SELECT RAISE(ABORT, 'booking_overlap'); END",
    "CREATE TRIGGER allocation_update BEFORE UPDATE OF resource_id, starts, ends ON allocation
     WHEN EXISTS (
        SELECT 1 FROM allocation
        WHERE resource_id = NEW.resource_id
          AND starts > NEW.starts - 691200000 AND starts < NEW.ends AND ends > NEW.starts
          AND NOT (resource_id = OLD.resource_id AND starts = OLD.starts))
     BEGIN SELECT RAISE(ABORT, 'booking_overlap'); END",
];

const POSTGRES_RULE: [&str; 2] = [
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    "ALTER TABLE allocation ADD CONSTRAINT booking_overlap
     EXCLUDE USING gist (resource_id WITH =, int8range(starts, ends, '[)') WITH &&)",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::run(manager, TABLES).await?;
        let rule = match manager.get_database_backend() {
            DbBackend::Postgres => POSTGRES_RULE,
            _ => SQLITE_RULE,
        };
        for statement in rule {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}
