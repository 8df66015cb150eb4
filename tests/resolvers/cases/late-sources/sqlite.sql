-- SQLAlchemy 2.1
WITH sources_2 AS MATERIALIZED
(
  SELECT source_1.code AS code, source_1.kinds AS kinds, source_1.cadence_days AS cadence_days, source_1.fact_id AS fact_id
  FROM source AS source_1
  WHERE source_1.superseded_at IS NULL AND coalesce(source_1.party = ?, 0) = 1 ORDER BY source_1.code ASC, source_1.fact_id DESC
)
SELECT CAST(json_object('sources', (
  SELECT json_group_array(json_object('code', sources_2.code, 'kinds', json(sources_2.kinds), 'cadenceDays', sources_2.cadence_days, 'lastReceivedAt', strftime('%Y-%m-%dT%H:%M:%S', (
    SELECT max(batch_3.received_at) AS max_1
    FROM batch AS batch_3
    WHERE batch_3.source = sources_2.code AND batch_3.state = 'VISIBLE'
  ) / 1000000 + 28800, 'unixepoch') || printf('.%06d+08:00', (
    SELECT max(batch_3.received_at) AS max_1
    FROM batch AS batch_3
    WHERE batch_3.source = sources_2.code AND batch_3.state = 'VISIBLE'
  ) % 1000000), 'late', json(CASE WHEN (sources_2.cadence_days IS NOT NULL AND (EXISTS (
    SELECT 1
    FROM json_each(sources_2.kinds) AS kind_4
    WHERE CAST(julianday(?) - julianday(date(coalesce((
      SELECT max(batch_5.received_at) AS max_2
      FROM batch AS batch_5
      WHERE batch_5.source = sources_2.code AND batch_5.kind = kind_4.value AND batch_5.state = 'VISIBLE' AND batch_5.status != 'REFUSED' AND batch_5.received_at <= ?
    ), (
      SELECT min(first_6.recorded_at) AS min_1
      FROM source AS first_6
      WHERE first_6.fact_id = sources_2.fact_id
    )) / 1000000 + 28800, 'unixepoch')) AS BIGINT) > sources_2.cadence_days
  ))) THEN 'true' WHEN ((sources_2.cadence_days IS NOT NULL AND (EXISTS (
    SELECT 1
    FROM json_each(sources_2.kinds) AS kind_4
    WHERE CAST(julianday(?) - julianday(date(coalesce((
      SELECT max(batch_5.received_at) AS max_2
      FROM batch AS batch_5
      WHERE batch_5.source = sources_2.code AND batch_5.kind = kind_4.value AND batch_5.state = 'VISIBLE' AND batch_5.status != 'REFUSED' AND batch_5.received_at <= ?
    ), (
      SELECT min(first_6.recorded_at) AS min_1
      FROM source AS first_6
      WHERE first_6.fact_id = sources_2.fact_id
    )) / 1000000 + 28800, 'unixepoch')) AS BIGINT) > sources_2.cadence_days
  ))) IS NOT NULL) THEN 'false' END))) AS json_group_array_1
  FROM sources_2
)) AS BLOB) AS body, '' AS marks, NULL AS subjects, 0 AS sealed
WHERE EXISTS (
  SELECT 1
  FROM rights_epoch AS epoch_7
  WHERE epoch_7.policy = ? AND (? = 0 OR epoch_7.register = ?)
)
-- bound: 1: party, 2: today, 3: now, 4: today, 5: now, 6: policy, 7: register, 8: register
