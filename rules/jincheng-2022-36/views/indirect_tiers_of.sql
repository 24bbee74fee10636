-- The ceiling tier by tier, for the report: only where base and kind of project are known.
SELECT
    c.project_code,
    t.tier,
    t.lower,
    t.upper,
    t.rate,
    GREATEST(LEAST(c.base_low, t.upper) - t.lower, 0) AS part,
    ROUND(GREATEST(LEAST(c.base_low, t.upper) - t.lower, 0) * t.rate, 2) AS allowed
FROM ceilings AS c
JOIN indirect_tiers AS t ON c.kind = t.kind
WHERE c.basis = 'budget' AND c.base_low = c.base_high
ORDER BY c.project_code, t.tier
