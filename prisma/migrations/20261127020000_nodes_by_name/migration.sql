-- A page of the list by name is read without a look at every node
CREATE INDEX "nodes_last_name_id_idx" ON "nodes"("last_name", "id");
