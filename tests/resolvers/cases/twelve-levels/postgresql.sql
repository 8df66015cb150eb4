-- SQLAlchemy 2.1
WITH merchants_2 AS MATERIALIZED
(
  SELECT merchant_1.merchant_id AS merchant_id
  FROM merchant AS merchant_1
  WHERE merchant_1.superseded_at IS NULL ORDER BY merchant_1.established_on DESC NULLS LAST, merchant_1.uscc ASC
  LIMIT $1::INTEGER
),
answer AS MATERIALIZED
(
  SELECT row_to_json((
    SELECT r$ AS anon_1
    FROM (
      SELECT (
        SELECT r$ AS anon_2
        FROM (
          SELECT array((
            SELECT r$ AS anon_3
            FROM (
              SELECT (
                SELECT r$ AS anon_4
                FROM (
                  SELECT array((
                    SELECT r$ AS anon_5
                    FROM (
                      SELECT (
                        SELECT r$ AS anon_6
                        FROM (
                          SELECT (
                            WITH outlets_8 AS MATERIALIZED
                            (
                              SELECT outlet_7.node_id AS node_id, outlet_7.merchant_id AS merchant_id, row_number() OVER (ORDER BY outlet_7.opened_on DESC NULLS LAST, outlet_7.fact_id DESC, outlet_7.merchant_id ASC) AS _n
                              FROM outlet AS outlet_7
                              WHERE outlet_7.superseded_at IS NULL AND outlet_7.merchant_id = merchant_6.merchant_id ORDER BY outlet_7.opened_on DESC NULLS LAST, outlet_7.fact_id DESC, outlet_7.merchant_id ASC
                              LIMIT $2::INTEGER
                            )
                            SELECT r$ AS anon_7
                            FROM (
                              SELECT (
                                SELECT r$ AS anon_8
                                FROM (
                                  SELECT EXISTS (
                                    SELECT 1
                                    FROM outlets_8
                                    WHERE outlets_8._n > $3::INTEGER
                                  ) AS "hasNextPage"
                                ) AS r$
                              ) AS "pageInfo", array((
                                SELECT r$ AS anon_9
                                FROM (
                                  SELECT (
                                    SELECT r$ AS anon_10
                                    FROM (
                                      SELECT (
                                        SELECT r$ AS anon_11
                                        FROM (
                                          SELECT (
                                            WITH outlets_12 AS MATERIALIZED
                                            (
                                              SELECT outlet_11.merchant_id AS merchant_id, row_number() OVER (ORDER BY outlet_11.opened_on ASC NULLS FIRST, outlet_11.fact_id ASC, outlet_11.merchant_id DESC) AS _n
                                              FROM outlet AS outlet_11
                                              WHERE outlet_11.superseded_at IS NULL AND outlet_11.merchant_id = merchant_10.merchant_id ORDER BY outlet_11.opened_on ASC NULLS FIRST, outlet_11.fact_id ASC, outlet_11.merchant_id DESC
                                              LIMIT $4::INTEGER
                                            )
                                            SELECT r$ AS anon_12
                                            FROM (
                                              SELECT array((
                                                SELECT r$ AS anon_13
                                                FROM (
                                                  SELECT (
                                                    SELECT r$ AS anon_14
                                                    FROM (
                                                      SELECT merchant_14.uscc AS uscc, (
                                                        SELECT r$ AS anon_15
                                                        FROM (
                                                          SELECT (
                                                            SELECT count(*) AS count_1
                                                            FROM complaint AS complaint_15
                                                            WHERE complaint_15.superseded_at IS NULL AND complaint_15.merchant_id = merchant_14.merchant_id
                                                          ) AS "totalCount"
                                                        ) AS r$
                                                      ) AS complaints
                                                      FROM (
                                                        SELECT merchant_13.uscc AS uscc, merchant_13.merchant_id AS merchant_id
                                                        FROM merchant AS merchant_13
                                                        WHERE merchant_13.superseded_at IS NULL AND merchant_13.merchant_id = outlets_12.merchant_id
                                                      ) AS merchant_14
                                                    ) AS r$
                                                  ) AS merchant
                                                  FROM (
                                                    SELECT outlets_12.merchant_id AS merchant_id
                                                    FROM outlets_12
                                                    WHERE outlets_12._n <= $5::INTEGER ORDER BY outlets_12._n DESC
                                                  ) AS outlets_12
                                                ) AS r$
                                              )) AS nodes
                                            ) AS r$
                                          ) AS outlets
                                          FROM (
                                            SELECT merchant_9.merchant_id AS merchant_id
                                            FROM merchant AS merchant_9
                                            WHERE merchant_9.superseded_at IS NULL AND merchant_9.merchant_id = outlets_8.merchant_id
                                          ) AS merchant_10
                                        ) AS r$
                                      ) AS merchant
                                    ) AS r$
                                  ) AS node
                                  FROM (
                                    SELECT outlets_8.node_id AS node_id, outlets_8.merchant_id AS merchant_id
                                    FROM outlets_8
                                    WHERE outlets_8._n <= $3::INTEGER ORDER BY outlets_8._n ASC
                                  ) AS outlets_8
                                ) AS r$
                              )) AS edges
                            ) AS r$
                          ) AS outlets
                          FROM (
                            SELECT merchant_5.merchant_id AS merchant_id
                            FROM merchant AS merchant_5
                            WHERE merchant_5.superseded_at IS NULL AND merchant_5.merchant_id = outlets_4.merchant_id
                          ) AS merchant_6
                        ) AS r$
                      ) AS merchant
                      FROM (
                        SELECT outlet_3.merchant_id AS merchant_id
                        FROM outlet AS outlet_3
                        WHERE outlet_3.superseded_at IS NULL AND outlet_3.merchant_id = merchants_2.merchant_id ORDER BY outlet_3.opened_on DESC NULLS LAST, outlet_3.fact_id DESC, outlet_3.merchant_id ASC
                        LIMIT $6::INTEGER
                      ) AS outlets_4
                    ) AS r$
                  )) AS nodes
                ) AS r$
              ) AS outlets
              FROM merchants_2
            ) AS r$
          )) AS nodes
        ) AS r$
      ) AS merchants
    ) AS r$
  )) AS body, '' AS marks, to_json(array((
    SELECT subjects.merchant_id
    FROM (
      SELECT DISTINCT merchants_2.merchant_id AS merchant_id
      FROM merchants_2 ORDER BY merchant_id
    ) AS subjects
  ))) AS subjects, false AS sealed
  WHERE EXISTS (
    SELECT 1
    FROM rights_epoch AS epoch_17
    WHERE epoch_17.policy = $7::VARCHAR COLLATE "C" AND ($8::BIGINT = 0 OR epoch_17.register = $8::BIGINT)
  )
),
recorded AS
(INSERT INTO access_record (stream, record_id, node_id, at, party, subject, purpose, case_number, operation, operation_digest, policy_version, families, outcome, merchants, merchant_ids, merchants_digest, sealed) SELECT $9::BIGINT AS anon_16, $10::BIGINT AS anon_17, $11::VARCHAR AS anon_18, $12::TIMESTAMP WITH TIME ZONE AS anon_19, $13::VARCHAR COLLATE "C" AS anon_20, $14::VARCHAR AS anon_21, $15::VARCHAR AS anon_22, $16::VARCHAR AS anon_23, $17::VARCHAR AS anon_24, $18::VARCHAR AS anon_25, $7::VARCHAR COLLATE "C" AS anon_26, CAST('["COMPLAINTS","META","PUBLIC"]' AS JSON) AS anon_27, 'ANSWERED' AS anon_28, json_array_length(coalesce(CAST(answer.subjects AS JSON), CAST('[]' AS JSON))) AS json_array_length_1, CASE WHEN (json_array_length(coalesce(CAST(answer.subjects AS JSON), CAST('[]' AS JSON))) <= 100) THEN coalesce(CAST(answer.subjects AS JSON), CAST('[]' AS JSON)) ELSE CAST('[]' AS JSON) END AS anon_29, CASE WHEN (json_array_length(coalesce(CAST(answer.subjects AS JSON), CAST('[]' AS JSON))) <= 100) THEN NULL ELSE encode(sha256(convert_to(CAST(coalesce(CAST(answer.subjects AS JSON), CAST('[]' AS JSON)) AS VARCHAR), 'UTF8')), 'hex') END AS anon_30, answer.sealed
FROM answer RETURNING access_record.stream, access_record.record_id, access_record.merchants, access_record.merchant_ids),
recent AS
(INSERT INTO access_recent (stream, record_id, merchants) SELECT recorded.stream AS stream, recorded.record_id AS record_id, translate(CAST(recorded.merchant_ids AS VARCHAR), '[]', ',,') AS translate_1
FROM recorded
WHERE recorded.merchants BETWEEN 1 AND 100)
SELECT answer.body AS body, answer.marks AS marks, CASE WHEN (recorded.merchants <= 5000) THEN CAST(answer.subjects AS JSON) ELSE (
  SELECT json_agg(CAST(anon_31.value AS BIGINT)) AS json_agg_1
  FROM json_array_elements_text(coalesce(CAST(answer.subjects AS JSON), CAST('[]' AS JSON))) WITH ORDINALITY AS anon_31(value, place)
  WHERE anon_31.place % (recorded.merchants / 1000) = 0
) END AS subjects, answer.sealed AS sealed
FROM answer, recorded
-- bound: 1: v0, 2: v3, 3: v2, 4: v5, 5: v4, 6: v1, 7: policy, 8: register, 9: proof_stream, 10: proof_record_id, 11: proof_node_id, 12: proof_at, 13: party, 14: proof_subject, 15: proof_purpose, 16: proof_case_number, 17: proof_operation, 18: proof_operation_digest
