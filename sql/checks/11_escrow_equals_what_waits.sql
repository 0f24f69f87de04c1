-- Invariant 11: an identity's escrow equals its waiting arrivals, and each arrival is where its share, gift or
-- refund went.
SELECT 'accounts' AS place, CAST(a.id AS TEXT) AS row_key,
       'holds ' || CAST(a.credits_posted - a.debits_posted AS TEXT) || ', waiting arrivals sum to ' || CAST(COALESCE(w.total, 0) AS TEXT) AS problem
FROM accounts a
LEFT JOIN (SELECT identity, SUM(amount_micro - returned_micro) AS total FROM arrivals WHERE state = 1 GROUP BY identity) w ON w.identity = a.owner
WHERE a.kind = 6 AND a.credits_posted - a.debits_posted <> COALESCE(w.total, 0)
UNION ALL
SELECT 'arrivals', CAST(r.seq AS TEXT) || '.' || CAST(r.n AS TEXT), 'has no transfer of its amount to its account'
FROM arrivals r
LEFT JOIN transfers t ON t.seq = r.seq AND t.n = r.n AND t.kind IN (3, 5, 7, 8, 14) AND t.amount_micro = r.amount_micro
LEFT JOIN accounts a ON a.id = t.credit_account
     AND ((r.state = 4 AND a.kind = 7 AND a.owner = r.member) OR (r.state <> 4 AND a.kind = 6 AND a.owner = r.identity))
WHERE a.id IS NULL
ORDER BY 1, 2
