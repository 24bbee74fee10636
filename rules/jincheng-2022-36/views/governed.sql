-- Art. 35: whether the measures hold for a project. NULL: doubtful, judged all the same.
SELECT
    project_code,
    card_id,
    CASE
        WHEN agreement_date > :in_force_until THEN FALSE
        WHEN agreement_date >= :in_force_from OR start_date >= :in_force_from THEN TRUE
        WHEN end_date < :in_force_from THEN FALSE
        WHEN regime LIKE '%原%' THEN FALSE
        WHEN regime LIKE '%新%' THEN TRUE
    END AS governed,
    CASE
        WHEN agreement_date > :in_force_until THEN '任务书签订于本办法有效期之后，不适用本办法。'
        WHEN agreement_date >= :in_force_from OR start_date >= :in_force_from THEN '本办法施行后新立项，适用本办法。'
        WHEN end_date < :in_force_from THEN '本办法施行前执行期已结束，按原政策执行。'
        WHEN regime LIKE '%原%' THEN '项目信息注明继续执行原办法。'
        WHEN regime LIKE '%新%' THEN '跨施行日在研项目，注明执行新办法。'
        WHEN card_id IS NULL THEN '没有项目信息，无法判定适用办法，暂按本办法检查。'
        WHEN agreement_date IS NULL AND start_date IS NULL AND end_date IS NULL
            THEN '项目信息没有任务书签订日期和起止日期，无法判定适用办法，暂按本办法检查。'
        ELSE '施行日仍在执行期内，未注明执行新办法还是原办法，暂按本办法检查。'
    END AS governed_why,
    CASE
        WHEN card_id IS NULL THEN TRUE
        WHEN agreement_date IS NULL AND start_date IS NULL AND end_date IS NULL THEN TRUE
        ELSE FALSE
    END AS undated
FROM known_projects
