-- What a node's newest sample says stands beside its presence, so that lists are filtered and ordered by it
ALTER TABLE "presence" ADD COLUMN "sampled_at" TIMESTAMPTZ(6),
    ADD COLUMN "rtt_micros" INTEGER,
    ADD COLUMN "network_type" TEXT;

UPDATE "presence" SET "sampled_at" = sample.at, "rtt_micros" = sample.rtt_micros, "network_type" = sample.network_type
FROM (
    SELECT DISTINCT ON (boot.node_id) boot.node_id, newest.*
    FROM "telemetry_boots" AS boot
    CROSS JOIN LATERAL (
        SELECT at, rtt_micros, network_type FROM "telemetry_samples"
        WHERE series = boot.series ORDER BY at DESC LIMIT 1
    ) AS newest
    ORDER BY boot.node_id, newest.at DESC
) AS sample
WHERE "presence"."node_id" = sample.node_id;
