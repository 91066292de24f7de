-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "fleet_config_status" AS ENUM ('draft', 'current', 'superseded');

-- CreateEnum
CREATE TYPE "config_status" AS ENUM ('received', 'applying', 'applied', 'rejected', 'failed', 'rolled_back');

-- CreateEnum
CREATE TYPE "user_role" AS ENUM ('admin', 'operator', 'viewer');

-- CreateEnum
CREATE TYPE "approval_state" AS ENUM ('approved', 'pending', 'refused');

-- CreateTable
CREATE TABLE "fleet_configs" (
    "version" SERIAL NOT NULL,
    "status" "fleet_config_status" NOT NULL,
    "sections" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID,
    "published_at" TIMESTAMPTZ(6),
    "published_by" UUID,

    CONSTRAINT "fleet_configs_pkey" PRIMARY KEY ("version")
);

-- CreateTable
CREATE TABLE "config_revisions" (
    "node_id" VARCHAR(26) NOT NULL,
    "revision" INTEGER NOT NULL,
    "sections" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "envelope" TEXT NOT NULL,
    "issued_at" TIMESTAMPTZ(6) NOT NULL,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID,
    "fleet_version" INTEGER,

    CONSTRAINT "config_revisions_pkey" PRIMARY KEY ("node_id","revision")
);

-- CreateTable
CREATE TABLE "node_config_states" (
    "node_id" VARCHAR(26) NOT NULL,
    "desired_revision" INTEGER,
    "desired_hash" BYTEA,
    "desired_at" TIMESTAMPTZ(6),
    "published_at" TIMESTAMPTZ(6),
    "reported_revision" INTEGER,
    "reported_hash" BYTEA,
    "status" "config_status",
    "error" TEXT,
    "boot_id" TEXT,
    "applied_at" TIMESTAMPTZ(6),
    "reported_at" TIMESTAMPTZ(6),

    CONSTRAINT "node_config_states_pkey" PRIMARY KEY ("node_id")
);

-- CreateTable
CREATE TABLE "config_reports" (
    "id" BIGSERIAL NOT NULL,
    "node_id" VARCHAR(26) NOT NULL,
    "revision" INTEGER NOT NULL,
    "hash" BYTEA NOT NULL,
    "status" "config_status" NOT NULL,
    "error" TEXT,
    "boot_id" TEXT NOT NULL,
    "applied_at" TIMESTAMPTZ(6),
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "config_reports_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbox_messages" (
    "id" BIGSERIAL NOT NULL,
    "topic" TEXT NOT NULL,
    "payload" BYTEA NOT NULL,
    "qos" SMALLINT NOT NULL DEFAULT 1,
    "retain" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(6),
    "published_at" TIMESTAMPTZ(6),

    CONSTRAINT "outbox_messages_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dc_workers" (
    "id" TEXT NOT NULL,
    "public_key" BYTEA NOT NULL,
    "endpoints" TEXT[],
    "started_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "heartbeat_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "counters" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "dc_workers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "leases" (
    "node_id" VARCHAR(26) NOT NULL,
    "worker_id" TEXT,
    "epoch" INTEGER NOT NULL DEFAULT 1,
    "endpoint" TEXT NOT NULL,
    "last_stamp" BYTEA NOT NULL,
    "candidates" JSONB NOT NULL DEFAULT '[]',
    "boot_id" TEXT NOT NULL DEFAULT '',
    "capabilities" INTEGER NOT NULL DEFAULT 0,
    "registered_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "leases_pkey" PRIMARY KEY ("node_id")
);

-- CreateTable
CREATE TABLE "handshake_stamps" (
    "static_key" BYTEA NOT NULL,
    "stamp" BYTEA NOT NULL,
    "updated_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "handshake_stamps_pkey" PRIMARY KEY ("static_key")
);

-- CreateTable
CREATE TABLE "paths" (
    "id" VARCHAR(26) NOT NULL,
    "low_node_id" VARCHAR(26) NOT NULL,
    "high_node_id" VARCHAR(26) NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "paths_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "users" (
    "id" UUID NOT NULL,
    "username" TEXT NOT NULL,
    "display_name" TEXT NOT NULL DEFAULT '',
    "role" "user_role" NOT NULL,
    "password_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_login_at" TIMESTAMPTZ(6),
    "disabled_at" TIMESTAMPTZ(6),

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "user_sessions" (
    "jti" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "revoked_at" TIMESTAMPTZ(6),
    "address" TEXT NOT NULL DEFAULT '',
    "user_agent" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "user_sessions_pkey" PRIMARY KEY ("jti")
);

-- CreateTable
CREATE TABLE "login_failures" (
    "id" BIGSERIAL NOT NULL,
    "username" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "login_failures_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_entries" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL DEFAULT '',
    "action" TEXT NOT NULL,
    "subject_kind" TEXT,
    "subject_id" TEXT,
    "before" JSONB,
    "after" JSONB,
    "address" TEXT,
    "request_id" TEXT,

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "realm_settings" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "name" TEXT NOT NULL,
    "domain" TEXT NOT NULL,
    "ipv4_pool" INET NOT NULL,
    "ipv6_pool" INET NOT NULL,
    "enrolment_key" BYTEA NOT NULL,
    "signing_key" BYTEA NOT NULL,
    "previous_signing_key" BYTEA,
    "ca_certificate" TEXT NOT NULL DEFAULT '',
    "console_url" TEXT NOT NULL DEFAULT '',
    "allowed_test_prefixes" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "realm_settings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "enrolment_keys" (
    "id" TEXT NOT NULL,
    "secret_hash" BYTEA NOT NULL,
    "label" TEXT NOT NULL,
    "reusable" BOOLEAN NOT NULL DEFAULT false,
    "use_limit" INTEGER,
    "use_count" INTEGER NOT NULL DEFAULT 0,
    "approval_required" BOOLEAN NOT NULL DEFAULT false,
    "demo" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID,
    "expires_at" TIMESTAMPTZ(6),
    "revoked_at" TIMESTAMPTZ(6),

    CONSTRAINT "enrolment_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "nodes" (
    "id" VARCHAR(26) NOT NULL,
    "name" TEXT,
    "last_name" TEXT NOT NULL,
    "static_key" BYTEA NOT NULL,
    "virtual_ipv4" INET,
    "virtual_ipv6" INET,
    "agent" TEXT NOT NULL DEFAULT '',
    "platform" TEXT NOT NULL DEFAULT '',
    "demo" BOOLEAN NOT NULL DEFAULT false,
    "approval" "approval_state" NOT NULL DEFAULT 'approved',
    "broker_epoch" INTEGER NOT NULL DEFAULT 1,
    "last_enrol_stamp" BYTEA NOT NULL,
    "enrolment_key_id" TEXT,
    "enrolled_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "suspended_at" TIMESTAMPTZ(6),
    "deleted_at" TIMESTAMPTZ(6),

    CONSTRAINT "nodes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "presence" (
    "node_id" VARCHAR(26) NOT NULL,
    "online" BOOLEAN NOT NULL,
    "since" TIMESTAMPTZ(6) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(6) NOT NULL,
    "boot_id" TEXT,

    CONSTRAINT "presence_pkey" PRIMARY KEY ("node_id")
);

-- CreateTable
CREATE TABLE "tunnels" (
    "node_id" VARCHAR(26) NOT NULL,
    "peer_id" VARCHAR(26) NOT NULL,
    "path_id" VARCHAR(26),
    "state" TEXT NOT NULL,
    "route" TEXT,
    "reason" TEXT NOT NULL DEFAULT '',
    "endpoint" TEXT,
    "rtt_micros" INTEGER,
    "path_mtu" INTEGER,
    "sent_bytes" BIGINT NOT NULL DEFAULT 0,
    "received_bytes" BIGINT NOT NULL DEFAULT 0,
    "sent_packets" BIGINT NOT NULL DEFAULT 0,
    "received_packets" BIGINT NOT NULL DEFAULT 0,
    "since" TIMESTAMPTZ(6) NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "tunnels_pkey" PRIMARY KEY ("node_id","peer_id")
);

-- CreateTable
CREATE TABLE "telemetry_boots" (
    "series" SERIAL NOT NULL,
    "node_id" VARCHAR(26) NOT NULL,
    "boot_id" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "committed" BIGINT NOT NULL DEFAULT -1,
    "events_committed" BIGINT NOT NULL DEFAULT -1,
    "last_sample_at" TIMESTAMPTZ(6),

    CONSTRAINT "telemetry_boots_pkey" PRIMARY KEY ("series")
);

-- CreateTable
CREATE TABLE "telemetry_samples" (
    "series" INTEGER NOT NULL,
    "sequence" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "sent_bytes" BIGINT NOT NULL,
    "received_bytes" BIGINT NOT NULL,
    "sent_packets" BIGINT NOT NULL,
    "received_packets" BIGINT NOT NULL,
    "relayed_bytes" BIGINT NOT NULL DEFAULT 0,
    "tunnels" INTEGER NOT NULL DEFAULT 0,
    "direct_tunnels" INTEGER NOT NULL DEFAULT 0,
    "relayed_tunnels" INTEGER NOT NULL DEFAULT 0,
    "handovers" INTEGER NOT NULL DEFAULT 0,
    "rtt_micros" INTEGER,
    "loss_ppm" INTEGER,
    "network_type" TEXT,
    "battery_percent" SMALLINT,

    CONSTRAINT "telemetry_samples_pkey" PRIMARY KEY ("series","sequence")
);

-- CreateTable
CREATE TABLE "node_events" (
    "id" BIGSERIAL NOT NULL,
    "node_id" VARCHAR(26) NOT NULL,
    "boot_id" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "kind" TEXT NOT NULL,
    "detail" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "node_events_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "fleet_configs_status_idx" ON "fleet_configs"("status");

-- CreateIndex
CREATE INDEX "config_revisions_expires_at_idx" ON "config_revisions"("expires_at");

-- CreateIndex
CREATE INDEX "config_revisions_fleet_version_idx" ON "config_revisions"("fleet_version");

-- CreateIndex
CREATE INDEX "node_config_states_status_idx" ON "node_config_states"("status");

-- CreateIndex
CREATE INDEX "config_reports_node_id_at_idx" ON "config_reports"("node_id", "at" DESC);

-- CreateIndex
CREATE INDEX "config_reports_node_id_revision_idx" ON "config_reports"("node_id", "revision");

-- CreateIndex
CREATE INDEX "outbox_messages_published_at_id_idx" ON "outbox_messages"("published_at", "id");

-- CreateIndex
CREATE INDEX "outbox_messages_topic_id_idx" ON "outbox_messages"("topic", "id");

-- CreateIndex
CREATE UNIQUE INDEX "dc_workers_public_key_key" ON "dc_workers"("public_key");

-- CreateIndex
CREATE INDEX "leases_expires_at_idx" ON "leases"("expires_at");

-- CreateIndex
CREATE INDEX "leases_worker_id_idx" ON "leases"("worker_id");

-- CreateIndex
CREATE INDEX "paths_high_node_id_idx" ON "paths"("high_node_id");

-- CreateIndex
CREATE UNIQUE INDEX "paths_low_node_id_high_node_id_key" ON "paths"("low_node_id", "high_node_id");

-- CreateIndex
CREATE UNIQUE INDEX "users_username_key" ON "users"("username");

-- CreateIndex
CREATE INDEX "user_sessions_user_id_idx" ON "user_sessions"("user_id");

-- CreateIndex
CREATE INDEX "user_sessions_expires_at_idx" ON "user_sessions"("expires_at");

-- CreateIndex
CREATE INDEX "login_failures_username_at_idx" ON "login_failures"("username", "at");

-- CreateIndex
CREATE INDEX "login_failures_address_at_idx" ON "login_failures"("address", "at");

-- CreateIndex
CREATE INDEX "audit_entries_at_idx" ON "audit_entries"("at" DESC);

-- CreateIndex
CREATE INDEX "audit_entries_subject_kind_subject_id_at_idx" ON "audit_entries"("subject_kind", "subject_id", "at" DESC);

-- CreateIndex
CREATE INDEX "audit_entries_actor_id_at_idx" ON "audit_entries"("actor_id", "at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "enrolment_keys_secret_hash_key" ON "enrolment_keys"("secret_hash");

-- CreateIndex
CREATE UNIQUE INDEX "nodes_name_key" ON "nodes"("name");

-- CreateIndex
CREATE UNIQUE INDEX "nodes_static_key_key" ON "nodes"("static_key");

-- CreateIndex
CREATE UNIQUE INDEX "nodes_virtual_ipv4_key" ON "nodes"("virtual_ipv4");

-- CreateIndex
CREATE UNIQUE INDEX "nodes_virtual_ipv6_key" ON "nodes"("virtual_ipv6");

-- CreateIndex
CREATE INDEX "nodes_deleted_at_name_idx" ON "nodes"("deleted_at", "name");

-- CreateIndex
CREATE INDEX "nodes_approval_idx" ON "nodes"("approval");

-- CreateIndex
CREATE INDEX "presence_online_last_seen_at_idx" ON "presence"("online", "last_seen_at");

-- CreateIndex
CREATE INDEX "tunnels_peer_id_idx" ON "tunnels"("peer_id");

-- CreateIndex
CREATE INDEX "tunnels_state_route_idx" ON "tunnels"("state", "route");

-- CreateIndex
CREATE INDEX "telemetry_boots_node_id_started_at_idx" ON "telemetry_boots"("node_id", "started_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "telemetry_boots_node_id_boot_id_key" ON "telemetry_boots"("node_id", "boot_id");

-- CreateIndex
CREATE INDEX "telemetry_samples_at_idx" ON "telemetry_samples" USING BRIN ("at");

-- CreateIndex
CREATE INDEX "telemetry_samples_series_at_idx" ON "telemetry_samples"("series", "at");

-- CreateIndex
CREATE INDEX "node_events_node_id_at_idx" ON "node_events"("node_id", "at" DESC);

-- CreateIndex
CREATE INDEX "node_events_at_idx" ON "node_events" USING BRIN ("at");

-- CreateIndex
CREATE UNIQUE INDEX "node_events_node_id_boot_id_sequence_key" ON "node_events"("node_id", "boot_id", "sequence");

-- AddForeignKey
ALTER TABLE "config_revisions" ADD CONSTRAINT "config_revisions_node_id_fkey" FOREIGN KEY ("node_id") REFERENCES "nodes"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "config_revisions" ADD CONSTRAINT "config_revisions_fleet_version_fkey" FOREIGN KEY ("fleet_version") REFERENCES "fleet_configs"("version") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "node_config_states" ADD CONSTRAINT "node_config_states_node_id_fkey" FOREIGN KEY ("node_id") REFERENCES "nodes"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "config_reports" ADD CONSTRAINT "config_reports_node_id_fkey" FOREIGN KEY ("node_id") REFERENCES "nodes"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "leases" ADD CONSTRAINT "leases_node_id_fkey" FOREIGN KEY ("node_id") REFERENCES "nodes"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "leases" ADD CONSTRAINT "leases_worker_id_fkey" FOREIGN KEY ("worker_id") REFERENCES "dc_workers"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "paths" ADD CONSTRAINT "paths_low_node_id_fkey" FOREIGN KEY ("low_node_id") REFERENCES "nodes"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "paths" ADD CONSTRAINT "paths_high_node_id_fkey" FOREIGN KEY ("high_node_id") REFERENCES "nodes"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "user_sessions" ADD CONSTRAINT "user_sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "nodes" ADD CONSTRAINT "nodes_enrolment_key_id_fkey" FOREIGN KEY ("enrolment_key_id") REFERENCES "enrolment_keys"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "presence" ADD CONSTRAINT "presence_node_id_fkey" FOREIGN KEY ("node_id") REFERENCES "nodes"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tunnels" ADD CONSTRAINT "tunnels_node_id_fkey" FOREIGN KEY ("node_id") REFERENCES "nodes"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tunnels" ADD CONSTRAINT "tunnels_peer_id_fkey" FOREIGN KEY ("peer_id") REFERENCES "nodes"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "telemetry_boots" ADD CONSTRAINT "telemetry_boots_node_id_fkey" FOREIGN KEY ("node_id") REFERENCES "nodes"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "telemetry_samples" ADD CONSTRAINT "telemetry_samples_series_fkey" FOREIGN KEY ("series") REFERENCES "telemetry_boots"("series") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "node_events" ADD CONSTRAINT "node_events_node_id_fkey" FOREIGN KEY ("node_id") REFERENCES "nodes"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Rules that the schema language cannot say
ALTER TABLE "realm_settings" ADD CONSTRAINT "realm_settings_single_row" CHECK ("id" = 1);
ALTER TABLE "paths" ADD CONSTRAINT "paths_unordered_pair" CHECK ("low_node_id" < "high_node_id" COLLATE "C");
ALTER TABLE "enrolment_keys" ADD CONSTRAINT "enrolment_keys_within_limit" CHECK ("use_count" >= 0 AND ("use_limit" IS NULL OR "use_count" <= "use_limit"));
