-- Art. 10: the ceiling of indirect costs, from the budget and, for want of one, from what was
-- actually spent directly; the lowest and the highest that the known facts allow.
WITH kinds AS (
    SELECT
        project_code,
        CASE
            WHEN research_type IS NULL THEN NULL
            WHEN REGEXP_REPLACE(research_type, :basic_research_types, '') = '' THEN '基础研究、软科学'
            WHEN research_type ~ :basic_research_types THEN NULL
            WHEN research_type ~ :general_research_types THEN '一般'
        END AS kind
    FROM known_projects
),
bases AS (
    SELECT project_code, 'budget' AS basis, 'low' AS bound, GREATEST(direct_low - purchase_high, 0) AS base FROM budgeted
    UNION ALL
    SELECT project_code, 'budget' AS basis, 'high' AS bound, GREATEST(direct_high - purchase_low, 0) AS base FROM budgeted
    UNION ALL
    SELECT project_code, 'actual' AS basis, 'low' AS bound, GREATEST(direct_low - purchase_high, 0) AS base FROM spent
    UNION ALL
    SELECT project_code, 'actual' AS basis, 'high' AS bound, GREATEST(direct_high - purchase_low, 0) AS base FROM spent
),
steps AS (
    SELECT
        b.project_code, b.basis, b.bound, b.base, t.kind, t.tier, t.lower, t.upper, t.rate,
        GREATEST(LEAST(b.base, t.upper) - t.lower, 0) AS part
    FROM bases AS b
    CROSS JOIN indirect_tiers AS t
),
caps AS (
    SELECT
        project_code, basis, bound, kind, MAX(base) AS base, ROUND(SUM(part * rate), 2) AS cap,
        STRING_AGG(
            CONCAT('第', CAST(tier AS VARCHAR), '档 ', CAST(part AS VARCHAR), ' × ',
                CAST(CAST(rate * 100 AS DECIMAL(38, 0)) AS VARCHAR), '% = ',
                REGEXP_REPLACE(CAST(CAST(ROUND(part * rate, 4) AS DECIMAL(38, 4)) AS VARCHAR), '00$', '')),
            '；' ORDER BY tier
        ) FILTER (WHERE part > 0) AS shown
    FROM steps
    GROUP BY project_code, basis, bound, kind
)
SELECT
    c.project_code,
    c.basis,
    MAX(k.kind) AS kind,
    MIN(CASE WHEN c.bound = 'low' THEN c.base END) AS base_low,
    MAX(CASE WHEN c.bound = 'high' THEN c.base END) AS base_high,
    MIN(CASE WHEN c.bound = 'low' THEN c.cap END) AS cap_low,
    MAX(CASE WHEN c.bound = 'high' THEN c.cap END) AS cap_high,
    MAX(CASE WHEN c.bound = 'high' AND (k.kind IS NOT NULL OR c.kind <> '一般') THEN c.shown END) AS shown
FROM caps AS c
JOIN kinds AS k ON c.project_code = k.project_code
WHERE k.kind IS NULL OR k.kind = c.kind
GROUP BY c.project_code, c.basis
