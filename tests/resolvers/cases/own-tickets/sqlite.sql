-- SQLAlchemy 2.1
WITH complaints_3 AS MATERIALIZED
(
  SELECT complaint_1.ticket AS ticket, complaint_1.channel AS channel, complaint_1.received_on AS received_on, complaint_1.due_on AS due_on, complaint_1.status AS status, complaint_1.text AS text, complaint_1.merchant_id AS merchant_id
  FROM complaint AS complaint_1 JOIN merchant AS merchant_2 ON merchant_2.merchant_id = complaint_1.merchant_id AND merchant_2.superseded_at IS NULL
  WHERE complaint_1.superseded_at IS NULL AND coalesce(complaint_1.channel IN (
    SELECT anon_1.value
    FROM json_each(?) AS anon_1
  ), 0) = 1 AND coalesce((complaint_1.status NOT IN ('RESOLVED', 'FAILED', 'REFUSED')) AND complaint_1.due_on < ?, 0) IS NOT NULL AND coalesce((complaint_1.status NOT IN ('RESOLVED', 'FAILED', 'REFUSED')) AND complaint_1.due_on < ?, 0) IS 1 AND complaint_1.received_on IS NOT NULL AND complaint_1.received_on >= ? ORDER BY complaint_1.due_on ASC NULLS LAST, complaint_1.fact_id DESC, complaint_1.merchant_id ASC
  LIMIT CAST(? AS INTEGER)
)
SELECT CAST(json_object('complaints', json_object('totalCount', (
  SELECT count(*) AS count_1
  FROM complaint AS complaint_1 JOIN merchant AS merchant_2 ON merchant_2.merchant_id = complaint_1.merchant_id AND merchant_2.superseded_at IS NULL
  WHERE complaint_1.superseded_at IS NULL AND coalesce(complaint_1.channel IN (
    SELECT anon_1.value
    FROM json_each(?) AS anon_1
  ), 0) = 1 AND coalesce((complaint_1.status NOT IN ('RESOLVED', 'FAILED', 'REFUSED')) AND complaint_1.due_on < ?, 0) IS NOT NULL AND coalesce((complaint_1.status NOT IN ('RESOLVED', 'FAILED', 'REFUSED')) AND complaint_1.due_on < ?, 0) IS 1 AND complaint_1.received_on IS NOT NULL AND complaint_1.received_on >= ?
), 'nodes', (
  SELECT json_group_array(json_object('ticket', complaints_3.ticket, 'channel', complaints_3.channel, 'receivedOn', complaints_3.received_on, 'dueOn', complaints_3.due_on, 'overdue', json(CASE WHEN coalesce((complaints_3.status NOT IN ('RESOLVED', 'FAILED', 'REFUSED')) AND complaints_3.due_on < ?, 0) THEN 'true' WHEN (coalesce((complaints_3.status NOT IN ('RESOLVED', 'FAILED', 'REFUSED')) AND complaints_3.due_on < ?, 0) IS NOT NULL) THEN 'false' END), 'text', complaints_3.text, 'merchant', (
    SELECT json_object('name', merchant_5.name) AS json_object_1
    FROM (
      SELECT merchant_4.name AS name
      FROM merchant AS merchant_4
      WHERE merchant_4.superseded_at IS NULL AND merchant_4.merchant_id = complaints_3.merchant_id
    ) AS merchant_5
  ))) AS json_group_array_1
  FROM complaints_3
))) AS BLOB) AS body, '' AS marks, json((
  SELECT json_group_array(subjects.merchant_id) AS json_group_array_2
  FROM (
    SELECT complaints_3.merchant_id AS merchant_id
    FROM complaints_3 UNION SELECT DISTINCT complaint_1.merchant_id AS merchant_id
    FROM complaint AS complaint_1 JOIN merchant AS merchant_2 ON merchant_2.merchant_id = complaint_1.merchant_id AND merchant_2.superseded_at IS NULL
    WHERE complaint_1.superseded_at IS NULL AND coalesce(complaint_1.channel IN (
      SELECT anon_1.value
      FROM json_each(?) AS anon_1
    ), 0) = 1 AND coalesce((complaint_1.status NOT IN ('RESOLVED', 'FAILED', 'REFUSED')) AND complaint_1.due_on < ?, 0) IS NOT NULL AND coalesce((complaint_1.status NOT IN ('RESOLVED', 'FAILED', 'REFUSED')) AND complaint_1.due_on < ?, 0) IS 1 AND complaint_1.received_on IS NOT NULL AND complaint_1.received_on >= ? ORDER BY merchant_id
  ) AS subjects
)) AS subjects, 0 AS sealed
WHERE EXISTS (
  SELECT 1
  FROM rights_epoch AS epoch_6
  WHERE epoch_6.policy = ? AND (? = 0 OR epoch_6.register = ?)
)
-- bound: 1: channels, 2: today, 3: today, 4: v0, 5: v1, 6: channels, 7: today, 8: today, 9: v0, 10: today, 11: today, 12: channels, 13: today, 14: today, 15: v0, 16: policy, 17: register, 18: register
