-- Spending lines paid to a person, or to nobody named: units are left out. person: the identity
-- number, else the name.
SELECT
    *,
    COALESCE(payee_id, payee) AS person,
    CASE WHEN payee ~ :unit_words THEN TRUE ELSE FALSE END AS is_unit
FROM spending
