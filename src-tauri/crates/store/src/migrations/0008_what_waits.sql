-- What waits is found without reading what is done.

CREATE INDEX erasures_waiting ON erasures (id) WHERE applied = 0;
CREATE INDEX flags_waiting_for_role ON flags (detail, entity) WHERE flag = 'author_without_role';
