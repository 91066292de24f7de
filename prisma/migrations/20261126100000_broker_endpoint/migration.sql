-- Where nodes reach the broker
ALTER TABLE "realm_settings" ADD COLUMN "broker_endpoint" TEXT NOT NULL DEFAULT '';

-- One number for each behaviour of a node
ALTER TABLE "leases" DROP COLUMN "capabilities",
    ADD COLUMN "capabilities" JSONB NOT NULL DEFAULT '{}';
