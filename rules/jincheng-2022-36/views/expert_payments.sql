-- Expert fees of every source of money, for tests of identity (one person, one day).
SELECT
    project_code, entry_id, amount, payee, payee_id, person, service_date, voucher_no,
    CASE WHEN service_hours <= :half_day_hours THEN TRUE ELSE FALSE END AS half
FROM people
WHERE item = '专家咨询费' AND NOT is_unit AND NOT reversed AND amount > 0
