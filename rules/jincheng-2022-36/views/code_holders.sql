-- Who was paid under a number as long as a credit code: each payee and number once, by their keys,
-- however many lines have them. 15 digits are a taxpayer number of before 2015; fewer are a supplier's number of
-- the house. is_unit: the payee is no person, whose identity number is as long.
SELECT payee_key, payee_id_key, payee ~ :unit_words AS is_unit
FROM (
    SELECT payee_key, payee_id_key, MIN(payee) AS payee
    FROM spending
    WHERE LENGTH(payee_id_key) = :credit_code_length AND amount > 0 AND NOT reversed
    GROUP BY payee_key, payee_id_key
) AS p
