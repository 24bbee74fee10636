-- Money passed on to other units, and what came back of it (below zero): national cooperation fees,
-- lines booked or described as transfers, and 转拨 rows of the receipts. entry_id or source_id says
-- where it stands. unit: the key of the payee's name.
WITH
-- 外协加工 buys a service, whatever the word says; so does 热处理 under 国内协作费, paid to a firm.
plain AS (
    SELECT
        its_text, item, words,
        COALESCE(REGEXP_REPLACE(REGEXP_REPLACE(summary, :purchase_words, '', 'g'), :transfer_exceptions, '', 'g'), '') AS plain
    FROM texts
),
said AS (
    SELECT
        its_text,
        plain ~ :transfer_words
            -- 子课题2研究经费, 参加单位经费; 拨付某研究院项目经费
            OR plain ~ '(合作|参与|协作|参加|承接|联合申报|承担|子课题|子项目|分课题)(承担|承接|研究)?(单位|方|院校|高校|企业|机构)?[0-9一二三四五六七八九十]{0,2}的?(科研|研究|项目|课题|任务|专项|研发|协作|合作)*(经费|资金|拨款|科研费|研究费)'
            OR plain ~ '(拨付|拨给|拨款给|拨款至|划拨|划转).*(单位|研究院|研究所|大学|学院|经费|课题款|任务款|研究款|项目款)'
            -- What an office has booked as processing or material is that.
            OR (plain ~ '外协' AND COALESCE(item, '') NOT IN ('测试化验加工费', '材料费', '设备购置费', '设备试制费', '设备升级改造费'))
            AS says_transfer,
        words ~ :processing_words AS says_processing
    FROM plain
),
paid AS (
    SELECT
        entry_id, CAST(NULL AS BIGINT) AS source_id, project_code, amount, date, summary, payee,
        payee_key AS unit, payee_id_key
    FROM entries
    WHERE kind = 'transfer_out' AND amount <> 0
    UNION ALL
    SELECT
        entry_id, CAST(NULL AS BIGINT) AS source_id, project_code, amount, date, summary, payee,
        payee_key AS unit, payee_id_key
    FROM spending
    JOIN said ON spending.text_id = said.its_text
    WHERE amount <> 0 AND NOT reversed
        AND (says_transfer OR (item = '国内协作费' AND NOT (says_processing AND COALESCE(payee ~ :firm_words, FALSE))))
    UNION ALL
    SELECT
        CAST(NULL AS BIGINT) AS entry_id, source_id, project_code, amount, date,
        kind AS summary, payee, payee_key AS unit, CAST(NULL AS VARCHAR) AS payee_id_key
    FROM receipts
    WHERE kind = '转拨' AND amount <> 0
),
-- Told here, of the few lines left: as a condition the engine would ask it of every line.
named AS (
    SELECT
        *,
        COALESCE(payee ~ :unit_words OR LENGTH(payee) > 5, TRUE) AS is_unit
    FROM paid
)
SELECT entry_id, source_id, project_code, amount, date, summary, payee, payee_id_key, unit
FROM named
WHERE is_unit
