-- Whose home an identity is: what is left of those who have left moves when its owner lifts an opt-out (rules 16 and 20).
CREATE INDEX members_by_home ON members (home_identity) WHERE home_identity <> 0;
