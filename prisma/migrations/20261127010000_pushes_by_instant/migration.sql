-- The nodes of a push are found by its instant, and the newest pushes one after the other
CREATE INDEX "config_revisions_created_at_idx" ON "config_revisions"("created_at");
