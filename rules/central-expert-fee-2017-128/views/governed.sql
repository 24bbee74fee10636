-- Art. 3: whether a project is paid from the central treasury. NULL: doubtful, judged all the same,
-- since whoever chose these measures says so.
SELECT
    project_code,
    CASE
        WHEN plan ~ :central_plan_words THEN TRUE
        WHEN plan ~ :local_plan_words THEN FALSE
    END AS governed,
    CASE
        WHEN plan ~ :central_plan_words THEN '计划类别写明是国家计划，适用本办法。'
        WHEN plan ~ :local_plan_words THEN '计划类别不是国家计划，不适用本办法。'
        ELSE '看不出是否中央财政科研项目，暂按本办法检查。'
    END AS governed_why
FROM cards
