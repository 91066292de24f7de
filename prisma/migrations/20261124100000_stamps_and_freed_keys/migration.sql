-- Enrolment stamps outlive nodes
CREATE TABLE "enrolment_stamps" (
    "static_key" BYTEA NOT NULL,
    "stamp" BYTEA NOT NULL,
    "updated_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "enrolment_stamps_pkey" PRIMARY KEY ("static_key")
);
INSERT INTO "enrolment_stamps" ("static_key", "stamp", "updated_at")
    SELECT "static_key", "last_enrol_stamp", "enrolled_at" FROM "nodes";

-- A handshake's stamp is kept per static key only
INSERT INTO "handshake_stamps" ("static_key", "stamp", "updated_at")
    SELECT "nodes"."static_key", "leases"."last_stamp", now()
    FROM "leases" JOIN "nodes" ON "nodes"."id" = "leases"."node_id"
    ON CONFLICT ("static_key") DO UPDATE SET "stamp" = greatest("handshake_stamps"."stamp", excluded."stamp");
ALTER TABLE "leases" DROP COLUMN "last_stamp";

-- A deleted node frees its key
DROP INDEX "nodes_static_key_key";
ALTER TABLE "nodes" DROP COLUMN "last_enrol_stamp",
    ADD COLUMN "prefixes" TEXT[] DEFAULT ARRAY[]::TEXT[];
CREATE INDEX "nodes_static_key_idx" ON "nodes"("static_key");

-- Rules that the schema language cannot say
CREATE UNIQUE INDEX "nodes_live_static_key" ON "nodes"("static_key") WHERE "deleted_at" IS NULL;
