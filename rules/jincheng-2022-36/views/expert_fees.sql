-- Lines of expert fees (art. 25) with the limit of a day by level; level NULL or one that only
-- counts as 相当于 (a rank or an office) leaves the limit open between the lowest and the highest.
WITH levels AS (
    SELECT
        e.*,
        CASE
            WHEN expert_level IS NULL THEN NULL
            WHEN expert_level ~ :top_levels THEN 3
            WHEN REGEXP_REPLACE(expert_level, :junior_levels, '', 'g') ~ :senior_levels THEN 2
            WHEN expert_level ~ :office_levels THEN NULL
            ELSE 1
        END AS own_rank
    FROM people AS e
    WHERE item = '专家咨询费' AND NOT is_unit AND NOT reversed AND COALESCE(is_fiscal, TRUE)
)
SELECT
    *,
    -- One line's level is known for the whole day of that person.
    CASE WHEN person IS NULL OR service_date IS NULL THEN own_rank
        ELSE MAX(own_rank) OVER (PARTITION BY person, service_date) END AS level_rank,
    GREATEST(COALESCE(service_days, 1), 1) AS days,
    CASE WHEN service_hours <= :half_day_hours THEN TRUE ELSE FALSE END AS half
FROM levels
