-- How many spending lines of a project stand on a sheet, how many with a voucher number, and what
-- they come to.
SELECT
    project_code, sheet_id, COUNT(*) AS line_count, COUNT(voucher_no) AS with_number,
    SUM(amount) AS amount
FROM spending
GROUP BY project_code, sheet_id
