-- Invariant 14: what is held for each rail equals the payouts that it has not answered, nothing stays in payout_inflight, and each
-- payout's hold and end are in the journal.
SELECT 'accounts' AS place, CAST(a.id AS TEXT) AS row_key,
       'holds ' || CAST(a.credits_pending AS TEXT) || ', payouts without an answer sum to ' || CAST(COALESCE(p.total, 0) AS TEXT) AS problem
FROM accounts a
LEFT JOIN (SELECT rail, SUM(amount_micro) AS total FROM payouts WHERE state = 1 GROUP BY rail) p ON p.rail = a.owner
WHERE a.kind = 8 AND (a.credits_pending <> COALESCE(p.total, 0) OR a.credits_posted <> a.debits_posted)
UNION ALL
SELECT 'payouts', CAST(p.id AS TEXT), 'has no hold of its amount in its member''s account'
FROM payouts p
LEFT JOIN transfers h ON h.seq = p.reserve_seq AND h.n = p.reserve_n AND h.kind = 10 AND h.phase = 2 AND h.amount_micro = p.amount_micro
LEFT JOIN accounts a ON a.id = h.debit_account AND a.kind = p.source AND a.owner = p.member
WHERE a.id IS NULL
UNION ALL
SELECT 'payouts', CAST(p.id AS TEXT), 'did not end as the journal says'
FROM payouts p
LEFT JOIN (SELECT pending_seq, pending_n, MAX(seq) AS seq, MAX(phase) AS phase FROM transfers WHERE pending_seq <> 0 GROUP BY pending_seq, pending_n) r
       ON r.pending_seq = p.reserve_seq AND r.pending_n = p.reserve_n
WHERE (p.state = 1 AND r.seq IS NOT NULL)
   OR (p.state <> 1 AND (r.seq IS NULL OR r.seq <> p.resolved_seq OR r.phase <> CASE WHEN p.state = 2 THEN 3 ELSE 4 END))
ORDER BY 1, 2
