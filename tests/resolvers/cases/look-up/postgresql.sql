-- SQLAlchemy 2.1
WITH counted_14 AS MATERIALIZED
(
  SELECT DISTINCT merchant_1.merchant_id AS merchant_id
  FROM merchant AS merchant_1
  WHERE merchant_1.superseded_at IS NULL AND ($1::INTEGER = 0 OR merchant_1.merchant_id IN (
    SELECT gram_2.merchant_id
    FROM search_gram AS gram_2
    WHERE gram_2.gram = any($2::TEXT[] COLLATE "C") GROUP BY gram_2.merchant_id
    HAVING count(*) = $1::INTEGER
  )) AND (EXISTS (
    SELECT 1
    FROM search_entry AS entry_3
    WHERE entry_3.merchant_id = merchant_1.merchant_id AND strpos(entry_3.text, $3::VARCHAR COLLATE "C") > 0 AND (entry_3.coordinate = 'Merchant.name' OR entry_3.coordinate = 'Merchant.brand' OR entry_3.coordinate = 'Outlet.name' OR entry_3.coordinate = 'Outlet.address')
  ))
  LIMIT 101
),
merchants_4 AS MATERIALIZED
(
  SELECT merchant_1.uscc AS uscc, merchant_1.name AS name, merchant_1.district AS district, merchant_1.merchant_id AS merchant_id
  FROM merchant AS merchant_1
  WHERE merchant_1.superseded_at IS NULL AND ($1::INTEGER = 0 OR merchant_1.merchant_id IN (
    SELECT gram_2.merchant_id
    FROM search_gram AS gram_2
    WHERE gram_2.gram = any($2::TEXT[] COLLATE "C") GROUP BY gram_2.merchant_id
    HAVING count(*) = $1::INTEGER
  )) AND (EXISTS (
    SELECT 1
    FROM search_entry AS entry_3
    WHERE entry_3.merchant_id = merchant_1.merchant_id AND strpos(entry_3.text, $3::VARCHAR COLLATE "C") > 0 AND (entry_3.coordinate = 'Merchant.name' OR entry_3.coordinate = 'Merchant.brand' OR entry_3.coordinate = 'Outlet.name' OR entry_3.coordinate = 'Outlet.address')
  )) ORDER BY merchant_1.established_on DESC NULLS LAST, merchant_1.uscc ASC
  LIMIT $4::INTEGER
),
told AS MATERIALIZED
(
  SELECT '' AS marks, CAST(array((
    SELECT subjects.merchant_id
    FROM (
      SELECT merchants_4.merchant_id AS merchant_id
      FROM merchants_4 UNION SELECT counted_14.merchant_id AS merchant_id
      FROM counted_14
      WHERE (
        SELECT count(*) AS count_1
        FROM counted_14
      ) <= 100 ORDER BY merchant_id
    ) AS subjects
  )) AS BIGINT[]) AS subjects, false AS sealed, (
    SELECT data_version.version
    FROM data_version
  ) AS version
  WHERE EXISTS (
    SELECT 1
    FROM rights_epoch AS epoch_16
    WHERE epoch_16.policy = $5::VARCHAR COLLATE "C" AND ($6::BIGINT = 0 OR epoch_16.register = $6::BIGINT)
  )
),
counted AS
(INSERT INTO access_counter (minute, operation_digest, outcome, merchant_id, day, answers) SELECT $7::TIMESTAMP WITH TIME ZONE AS anon_1, $8::VARCHAR AS anon_2, 'ANSWERED' AS anon_3, CASE WHEN (coalesce(cardinality(told.subjects), 0) = 1) THEN told.subjects[1] ELSE 0 END AS anon_4, $9::DATE AS anon_5, 1 AS anon_6
FROM told ON CONFLICT (minute, operation_digest, outcome, merchant_id) DO UPDATE SET answers = (access_counter.answers + excluded.answers))
SELECT row_to_json((
  SELECT r$ AS anon_7
  FROM (
    SELECT (
      SELECT r$ AS anon_8
      FROM (
        SELECT (
          SELECT count(*) AS count_2
          FROM merchant AS merchant_1
          WHERE merchant_1.superseded_at IS NULL AND ($1::INTEGER = 0 OR merchant_1.merchant_id IN (
            SELECT gram_2.merchant_id
            FROM search_gram AS gram_2
            WHERE gram_2.gram = any($2::TEXT[] COLLATE "C") GROUP BY gram_2.merchant_id
            HAVING count(*) = $1::INTEGER
          )) AND (EXISTS (
            SELECT 1
            FROM search_entry AS entry_3
            WHERE entry_3.merchant_id = merchant_1.merchant_id AND strpos(entry_3.text, $3::VARCHAR COLLATE "C") > 0 AND (entry_3.coordinate = 'Merchant.name' OR entry_3.coordinate = 'Merchant.brand' OR entry_3.coordinate = 'Outlet.name' OR entry_3.coordinate = 'Outlet.address')
          ))
        ) AS "totalCount", array((
          SELECT r$ AS anon_9
          FROM (
            SELECT merchants_4.uscc AS uscc, merchants_4.name AS name, (
              SELECT r$ AS anon_10
              FROM (
                SELECT district_6.name AS name
                FROM (
                  SELECT district_5.name AS name
                  FROM district AS district_5
                  WHERE district_5.code = merchants_4.district
                ) AS district_6
              ) AS r$
            ) AS district, (
              SELECT r$ AS anon_11
              FROM (
                SELECT risk_8.code AS code, risk_8.alert AS alert
                FROM (
                  SELECT riskstatus_7.code AS code, riskstatus_7.alert AS alert
                  FROM risk_status AS riskstatus_7
                  WHERE riskstatus_7.superseded_at IS NULL AND riskstatus_7.merchant_id = merchants_4.merchant_id ORDER BY riskstatus_7.since DESC, riskstatus_7.fact_id DESC, riskstatus_7.merchant_id ASC
                  LIMIT 1
                ) AS risk_8
              ) AS r$
            ) AS risk, (
              SELECT r$ AS anon_12
              FROM (
                SELECT latestrating_10.grade AS grade, (
                  SELECT r$ AS anon_13
                  FROM (
                    SELECT publisher_13.name AS name
                    FROM (
                      SELECT party_11.name AS name
                      FROM party AS party_11
                      WHERE (party_11.superseded_at IS NULL OR NOT (EXISTS (
                        SELECT 1
                        FROM party AS party_known_12
                        WHERE party_known_12.fact_id = party_11.fact_id AND party_known_12.recorded_at > party_11.recorded_at
                      ))) AND party_11.code = latestrating_10.publisher AND latestrating_10._s_published
                    ) AS publisher_13
                  ) AS r$
                ) AS publisher
                FROM (
                  SELECT rating_9.grade AS grade, rating_9.publisher AS publisher, coalesce(rating_9.published_on <= $10::DATE AND rating_9.withdrawn_on IS NULL, false) AS _s_published
                  FROM rating AS rating_9
                  WHERE rating_9.superseded_at IS NULL AND rating_9.merchant_id = merchants_4.merchant_id AND coalesce(rating_9.published_on <= $10::DATE AND rating_9.withdrawn_on IS NULL, false) ORDER BY rating_9.published_on DESC, rating_9.fact_id DESC, rating_9.merchant_id ASC
                  LIMIT 1
                ) AS latestrating_10
              ) AS r$
            ) AS "latestRating"
            FROM merchants_4
          ) AS r$
        )) AS nodes
      ) AS r$
    ) AS merchants
  ) AS r$
)) AS body, told.marks AS marks, CASE WHEN (coalesce(cardinality(told.subjects), 0) > 100) THEN to_json(array((
  SELECT told.subjects[place] AS anon_14
  FROM generate_series(coalesce(cardinality(told.subjects), 0) / 100, coalesce(cardinality(told.subjects), 0), coalesce(cardinality(told.subjects), 0) / 100) AS place
))) ELSE to_json(told.subjects) END AS subjects, told.sealed AS sealed, told.version AS version
FROM told
-- bound: 1: v0, 2: v1, 3: v2, 4: v3, 5: policy, 6: register, 7: proof_minute, 8: proof_operation_digest, 9: proof_day, 10: today
