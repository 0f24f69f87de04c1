-- Rule 18: what the operator took equals the fees of what was received, and no fee is larger than what it was taken of.
SELECT 'accounts' AS place, CAST(a.id AS TEXT) AS row_key,
       'fees taken are ' || CAST(a.credits_posted AS TEXT) || ', those of what was received ' || CAST(COALESCE(f.total, 0) AS TEXT) AS problem
FROM accounts a
LEFT JOIN (SELECT SUM(fee_micro) AS total FROM arrivals WHERE state IN (2, 4)) f ON 1 = 1
WHERE a.kind = 9 AND a.credits_posted <> COALESCE(f.total, 0)
UNION ALL
SELECT 'arrivals', CAST(r.seq AS TEXT) || '.' || CAST(r.n AS TEXT), 'has a fee above its amount, or one that nobody took'
FROM arrivals r
WHERE r.fee_micro < 0 OR r.returned_micro < 0 OR r.fee_micro > r.amount_micro - r.returned_micro
   OR (r.fee_micro > 0 AND r.state IN (2, 4) AND NOT EXISTS (SELECT 1 FROM accounts a WHERE a.kind = 9))
ORDER BY 1, 2
