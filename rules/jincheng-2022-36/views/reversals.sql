-- Lines that cancel: a red line and the line that it takes back. Same project and sum, opposite
-- sign, and the same known payee within 60 days or naming the voucher. Where a payee is not known,
-- nothing is taken to be equal: the red line then names the other's voucher, or repeats its words,
-- or says that it takes back and there is just one line of that sum that it can mean.
-- Of equal lines the k-th red line takes back the k-th.
--   said, voucher   with each number in angles and without leading zeros: 记-0012 and 记字第12号 are
--                   记<12>, and 记-1 is in neither
WITH red AS (
    SELECT
        entry_id, project_code, payee_key, -amount AS amount, date, summary_key,
        REGEXP_REPLACE(REGEXP_REPLACE(summary_key, '[字第号-]', '', 'g'), '0*([0-9]+)', '<\1>', 'g') AS said,
        COALESCE(summary ~ :reversal_words, FALSE) AS takes_back,
        ROW_NUMBER() OVER (
            PARTITION BY project_code, payee_key, amount ORDER BY date, entry_id
        ) AS turn,
        ROW_NUMBER() OVER (
            PARTITION BY project_code, summary_key, amount ORDER BY date, entry_id
        ) AS turn_of_words
    FROM entries
    WHERE kind = 'spending' AND amount < 0
),
black AS (
    SELECT
        e.entry_id, e.project_code, e.payee_key, e.amount, e.date, e.summary_key,
        REGEXP_REPLACE(REGEXP_REPLACE(UPPER(e.voucher_no), '[\s字第号-]', '', 'g'), '0*([0-9]+)', '<\1>', 'g') AS voucher,
        ROW_NUMBER() OVER (
            PARTITION BY e.project_code, e.payee_key, e.amount ORDER BY e.date, e.entry_id
        ) AS turn,
        ROW_NUMBER() OVER (
            PARTITION BY e.project_code, e.summary_key, e.amount ORDER BY e.date, e.entry_id
        ) AS turn_of_words
    FROM entries AS e
    WHERE e.kind = 'spending' AND e.amount IN (SELECT amount FROM red)
),
of_payee AS (
    SELECT
        r.entry_id AS red_id, b.entry_id AS black_id, r.said, b.voucher,
        ABS(CAST(r.date AS INT) - CAST(b.date AS INT)) <= :reversal_days AS matches
    FROM red AS r
    JOIN black AS b
        ON r.project_code = b.project_code AND r.payee_key = b.payee_key AND r.amount = b.amount
        AND r.turn = b.turn
),
nameless AS (
    SELECT
        r.entry_id AS red_id, b.entry_id AS black_id, r.said, b.voucher, r.takes_back,
        COALESCE(ABS(CAST(r.date AS INT) - CAST(b.date AS INT)) <= :reversal_days, FALSE) AS near,
        COALESCE(STRPOS(r.summary_key, b.summary_key) > 0 AND r.turn_of_words = b.turn_of_words, FALSE) AS repeats
    FROM red AS r
    JOIN black AS b ON r.project_code = b.project_code AND r.amount = b.amount
    WHERE r.payee_key IS NULL OR b.payee_key IS NULL
),
of_words AS (
    SELECT
        red_id, black_id, said, voucher,
        near AND (repeats OR (
            takes_back AND SUM(CASE WHEN near THEN 1 ELSE 0 END) OVER (PARTITION BY red_id) = 1
        )) AS matches
    FROM nameless
),
-- A voucher that is a bare number is named only where the words say that it is one.
named AS (
    SELECT
        red_id, black_id, matches,
        CASE WHEN voucher ~ '^<[0-9]{1,3}>$'
            THEN STRPOS(said, CONCAT('证', voucher)) > 0 OR STRPOS(said, CONCAT('冲', voucher)) > 0
                OR STRPOS(said, CONCAT('销', voucher)) > 0
            ELSE STRPOS(said, voucher) > 0 END AS names
    FROM (SELECT * FROM of_payee UNION ALL SELECT * FROM of_words)
),
found AS (
    SELECT red_id, MIN(black_id) AS black_id
    FROM named
    WHERE matches OR names
    GROUP BY red_id
),
pairs AS (
    SELECT MIN(red_id) AS red_id, black_id FROM found GROUP BY black_id
)
SELECT red_id AS entry_id, black_id AS other_id FROM pairs
UNION ALL
SELECT black_id AS entry_id, red_id AS other_id FROM pairs
