-- Invariant 2: each month's count equals the flattrs that count, and whoever gave one is in the list that the close goes by.
SELECT 'months' AS place, CAST(k.month AS TEXT) AS row_key,
       'says ' || CAST(COALESCE(m.flattrs, h.flattrs, 0) AS TEXT) || ' flattrs, there are ' || CAST(COALESCE(f.counted, 0) AS TEXT) AS problem
FROM (SELECT month FROM months UNION SELECT month FROM log_head UNION SELECT month FROM flattrs) k
LEFT JOIN months m ON m.month = k.month
LEFT JOIN log_head h ON h.month = k.month
LEFT JOIN (SELECT month, SUM(CASE WHEN state = 1 THEN 1 ELSE 0 END) AS counted FROM flattrs GROUP BY month) f ON f.month = k.month
WHERE COALESCE(m.flattrs, h.flattrs, 0) <> COALESCE(f.counted, 0)
UNION ALL
SELECT 'giver_months', CAST(f.month AS TEXT) || '/' || CAST(f.giver AS TEXT), 'is missing: this giver has flattrs'
FROM (SELECT DISTINCT month, giver FROM flattrs) f
LEFT JOIN giver_months g ON g.month = f.month AND g.giver = f.giver
WHERE g.giver IS NULL
ORDER BY 1, 2
