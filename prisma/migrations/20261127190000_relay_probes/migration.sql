-- CreateEnum
CREATE TYPE "relay_state" AS ENUM ('answers', 'refuses', 'silent');

-- CreateTable
CREATE TABLE "relay_probes" (
    "worker_id" TEXT NOT NULL,
    "endpoint" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ(6) NOT NULL,
    "answered_at" TIMESTAMPTZ(6),
    "state" "relay_state" NOT NULL,
    "since" TIMESTAMPTZ(6) NOT NULL,
    "rtt_micros" INTEGER,
    "mapped" TEXT,
    "software" TEXT,
    "refusal" TEXT,

    CONSTRAINT "relay_probes_pkey" PRIMARY KEY ("worker_id","endpoint")
);

-- AddForeignKey
ALTER TABLE "relay_probes" ADD CONSTRAINT "relay_probes_worker_id_fkey" FOREIGN KEY ("worker_id") REFERENCES "dc_workers"("id") ON DELETE CASCADE ON UPDATE CASCADE;
