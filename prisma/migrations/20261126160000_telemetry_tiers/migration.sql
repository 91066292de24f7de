-- Samples stand in partitions by the day they arrived, so that old ones are dropped and not deleted row by row. What is
-- there becomes one partition, without being copied; its rows count as arrived now.
ALTER TABLE "telemetry_samples" RENAME TO "telemetry_samples_before";
ALTER TABLE "telemetry_samples_before" ADD COLUMN "arrived_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP;
ALTER TABLE "telemetry_samples_before" DROP CONSTRAINT "telemetry_samples_pkey";
ALTER TABLE "telemetry_samples_before" ADD CONSTRAINT "telemetry_samples_before_pkey" PRIMARY KEY ("series", "sequence", "arrived_at");
ALTER INDEX "telemetry_samples_at_idx" RENAME TO "telemetry_samples_before_at_idx";
ALTER INDEX "telemetry_samples_series_at_idx" RENAME TO "telemetry_samples_before_series_at_idx";

CREATE TABLE "telemetry_samples" (LIKE "telemetry_samples_before" INCLUDING DEFAULTS) PARTITION BY RANGE ("arrived_at");
ALTER TABLE "telemetry_samples" ADD CONSTRAINT "telemetry_samples_pkey" PRIMARY KEY ("series", "sequence", "arrived_at");
CREATE INDEX "telemetry_samples_at_idx" ON "telemetry_samples" USING BRIN ("at");
CREATE INDEX "telemetry_samples_series_at_idx" ON "telemetry_samples"("series", "at");
ALTER TABLE "telemetry_samples" ADD CONSTRAINT "telemetry_samples_series_fkey" FOREIGN KEY ("series") REFERENCES "telemetry_boots"("series") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE TABLE "telemetry_samples_rest" PARTITION OF "telemetry_samples" DEFAULT;
DO $$
BEGIN
    EXECUTE format(
        'ALTER TABLE "telemetry_samples" ATTACH PARTITION "telemetry_samples_before" FOR VALUES FROM (MINVALUE) TO (%L)',
        date_trunc('day', now(), 'UTC') + interval '1 day'
    );
END $$;

-- How far the samples of a run are in the tiers, with the counters that growth goes on from.
CREATE TABLE "telemetry_roll_ups" (
    "series" INTEGER NOT NULL,
    "sequence" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(6),
    "sent_bytes" BIGINT,
    "received_bytes" BIGINT,
    "sent_packets" BIGINT,
    "received_packets" BIGINT,
    "relayed_bytes" BIGINT,
    "handovers" INTEGER,

    CONSTRAINT "telemetry_roll_ups_pkey" PRIMARY KEY ("series")
);
ALTER TABLE "telemetry_roll_ups" ADD CONSTRAINT "telemetry_roll_ups_series_fkey" FOREIGN KEY ("series") REFERENCES "telemetry_boots"("series") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "telemetry_5m" (
    "node_id" VARCHAR(26) NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "samples" INTEGER NOT NULL,
    "covered_ms" BIGINT NOT NULL,
    "sent_bytes" BIGINT NOT NULL,
    "received_bytes" BIGINT NOT NULL,
    "sent_packets" BIGINT NOT NULL,
    "received_packets" BIGINT NOT NULL,
    "relayed_bytes" BIGINT NOT NULL,
    "handovers" BIGINT NOT NULL,
    "sent_rate_min" BIGINT,
    "sent_rate_max" BIGINT,
    "received_rate_min" BIGINT,
    "received_rate_max" BIGINT,
    "rtt_sum" BIGINT NOT NULL,
    "rtt_count" INTEGER NOT NULL,
    "rtt_min" INTEGER,
    "rtt_max" INTEGER,
    "loss_sum" BIGINT NOT NULL,
    "loss_count" INTEGER NOT NULL,
    "loss_min" INTEGER,
    "loss_max" INTEGER,
    "tunnels_sum" BIGINT NOT NULL,
    "tunnels_min" INTEGER,
    "tunnels_max" INTEGER,

    CONSTRAINT "telemetry_5m_pkey" PRIMARY KEY ("node_id", "at")
) PARTITION BY RANGE ("at");
CREATE TABLE "telemetry_1h" (LIKE "telemetry_5m" INCLUDING ALL) PARTITION BY RANGE ("at");
CREATE TABLE "telemetry_1d" (LIKE "telemetry_5m" INCLUDING ALL) PARTITION BY RANGE ("at");
CREATE TABLE "telemetry_5m_rest" PARTITION OF "telemetry_5m" DEFAULT;
CREATE TABLE "telemetry_1h_rest" PARTITION OF "telemetry_1h" DEFAULT;
CREATE TABLE "telemetry_1d_rest" PARTITION OF "telemetry_1d" DEFAULT;
