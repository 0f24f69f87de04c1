-- Invariant 11: escrow flows only to the revenue of the bound owner (claim) or back to wallets (refund);
-- what was given by somebody who has left goes on waiting elsewhere, as an arrival of its own (rule 20).
SELECT 'transfers' AS place, CAST(t.seq AS TEXT) || '.' || CAST(t.n AS TEXT) AS row_key,
       'takes from escrow, but goes to no wallet, no owner''s revenue and nowhere that it waits' AS problem
FROM transfers t
JOIN accounts d ON d.id = t.debit_account AND d.kind = 6
JOIN accounts c ON c.id = t.credit_account
WHERE NOT (t.kind = 7 AND c.kind = 3)
  AND NOT (t.kind = 7 AND c.kind IN (6, 7)
           AND EXISTS (SELECT 1 FROM arrivals a WHERE a.seq = t.seq AND a.n = t.n))
  AND NOT (t.kind = 6 AND c.kind = 7
           AND EXISTS (SELECT 1 FROM arrivals a WHERE a.identity = d.owner AND a.resolved_seq = t.seq AND a.member = c.owner))
ORDER BY t.seq, t.n
