-- Which transfers went to (or came back from) a party of the project: a participant of the table
-- (participant_id) or the host itself (no id), by credit code or by name.
WITH parties AS (
    SELECT project_code, source_id AS participant_id, credit_code_key, unit_key AS party
    FROM participants
    UNION ALL
    -- The host is a party to the project whether or not the table lists it.
    SELECT project_code, CAST(NULL AS BIGINT) AS participant_id, CAST(NULL AS VARCHAR) AS credit_code_key,
        host_unit_key AS party
    FROM projects
    WHERE host_unit_key IS NOT NULL
),
pairs AS (
    SELECT
        t.entry_id, t.source_id, t.project_code, t.amount, u.participant_id,
        COALESCE(t.payee_id_key = u.credit_code_key, FALSE) AS same_code,
        CASE WHEN STARTS_WITH(t.unit, u.party) THEN SUBSTR(t.unit, LENGTH(u.party) + 1)
            WHEN STARTS_WITH(u.party, t.unit) THEN SUBSTR(u.party, LENGTH(t.unit) + 1) END AS rest
    FROM transfer_lines AS t
    JOIN parties AS u ON t.project_code = u.project_code
)
SELECT entry_id, source_id, project_code, amount, participant_id
FROM pairs
-- A college of a university is the university, a branch its firm; its schools, hospital and companies are not.
WHERE same_code OR NOT rest ~ :separate_bodies OR REGEXP_REPLACE(rest, :same_body_forms, '') = ''
