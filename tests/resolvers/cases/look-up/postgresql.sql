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
answer AS MATERIALIZED
(
  SELECT row_to_json((
    SELECT r$ AS anon_1
    FROM (
      SELECT (
        SELECT r$ AS anon_2
        FROM (
          SELECT (
            SELECT count(*) AS count_1
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
            SELECT r$ AS anon_3
            FROM (
              SELECT merchants_4.uscc AS uscc, merchants_4.name AS name, (
                SELECT r$ AS anon_4
                FROM (
                  SELECT district_6.name AS name
                  FROM (
                    SELECT district_5.name AS name
                    FROM district AS district_5
                    WHERE district_5.code = merchants_4.district
                  ) AS district_6
                ) AS r$
              ) AS district, (
                SELECT r$ AS anon_5
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
                SELECT r$ AS anon_6
                FROM (
                  SELECT latestrating_10.grade AS grade, (
                    SELECT r$ AS anon_7
                    FROM (
                      SELECT publisher_13.name AS name
                      FROM (
                        SELECT party_11.name AS name
                        FROM party AS party_11
                        WHERE party_11.recorded_at = (
                          SELECT max(party_known_12.recorded_at) AS max_1
                          FROM party AS party_known_12
                          WHERE party_known_12.fact_id = party_11.fact_id
                        ) AND party_11.code = latestrating_10.publisher AND latestrating_10._s_published
                      ) AS publisher_13
                    ) AS r$
                  ) AS publisher
                  FROM (
                    SELECT rating_9.grade AS grade, rating_9.publisher AS publisher, coalesce(rating_9.published_on <= $5::DATE AND rating_9.withdrawn_on IS NULL, false) AS _s_published
                    FROM rating AS rating_9
                    WHERE rating_9.superseded_at IS NULL AND rating_9.merchant_id = merchants_4.merchant_id AND coalesce(rating_9.published_on <= $5::DATE AND rating_9.withdrawn_on IS NULL, false) ORDER BY rating_9.published_on DESC, rating_9.fact_id DESC, rating_9.merchant_id ASC
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
  )) AS body, '' AS marks, to_json(array((
    SELECT subjects.merchant_id
    FROM (
      SELECT merchants_4.merchant_id AS merchant_id
      FROM merchants_4 UNION SELECT counted_14.merchant_id AS merchant_id
      FROM counted_14
      WHERE (
        SELECT count(*) AS count_2
        FROM counted_14
      ) <= 100 ORDER BY merchant_id
    ) AS subjects
  ))) AS subjects, false AS sealed, (
    SELECT data_version.version
    FROM data_version
  ) AS version
  WHERE EXISTS (
    SELECT 1
    FROM rights_epoch AS epoch_16
    WHERE epoch_16.policy = $6::VARCHAR COLLATE "C" AND ($7::BIGINT = 0 OR epoch_16.register = $7::BIGINT)
  )
),
counted AS
(INSERT INTO access_counter (minute, operation_digest, outcome, merchant_id, day, answers) SELECT $8::TIMESTAMP WITH TIME ZONE AS anon_8, $9::VARCHAR AS anon_9, 'ANSWERED' AS anon_10, CASE WHEN (json_array_length(coalesce(CAST(answer.subjects AS JSON), CAST('[]' AS JSON))) = 1) THEN CAST(json_array_element_text(coalesce(CAST(answer.subjects AS JSON), CAST('[]' AS JSON)), 0) AS BIGINT) ELSE 0 END AS anon_11, $10::DATE AS anon_12, 1 AS anon_13
FROM answer ON CONFLICT (minute, operation_digest, outcome, merchant_id) DO UPDATE SET answers = (access_counter.answers + excluded.answers))
SELECT answer.body AS body, answer.marks AS marks, CASE WHEN (json_array_length(coalesce(CAST(answer.subjects AS JSON), CAST('[]' AS JSON))) <= 5000) THEN CAST(answer.subjects AS JSON) ELSE (
  SELECT json_agg(CAST(anon_14.value AS BIGINT)) AS json_agg_1
  FROM json_array_elements_text(coalesce(CAST(answer.subjects AS JSON), CAST('[]' AS JSON))) WITH ORDINALITY AS anon_14(value, place)
  WHERE anon_14.place % (json_array_length(coalesce(CAST(answer.subjects AS JSON), CAST('[]' AS JSON))) / 1000) = 0
) END AS subjects, answer.sealed AS sealed, answer.version AS version
FROM answer
-- bound: 1: v0, 2: v1, 3: v2, 4: v3, 5: today, 6: policy, 7: register, 8: proof_minute, 9: proof_operation_digest, 10: proof_day
