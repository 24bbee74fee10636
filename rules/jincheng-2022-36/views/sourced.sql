-- Every line of a ledger with the money that it is of. is_fiscal: TRUE municipal fiscal money, FALSE
-- self-raised or of another treasury (art. 2), NULL cannot be told: where no source is given and the
-- project promises no self-raised money, all is fiscal.
SELECT
    e.*,
    CASE
        WHEN e.unread LIKE '%;fund_source;%' THEN NULL
        WHEN e.fund_source ~ :self_source_words OR e.fund_source ~ :other_source_words THEN FALSE
        WHEN e.fund_source ~ :fiscal_source_words THEN TRUE
        WHEN e.fund_source IS NULL AND NOT COALESCE(
            e.project_code IN (SELECT project_code FROM promises WHERE promises), FALSE
        ) THEN TRUE
    END AS is_fiscal
FROM entries AS e
