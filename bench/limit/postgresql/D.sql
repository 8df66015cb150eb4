-- $1 merchant_id, $2 uscc, $3 today
select row_to_json(answer) from (select (select whole from (select
  m.uscc, m.name, m.status,
  (select r from (select d.name from district d where d.code = m.district) r) as district,
  (select r from (select status from link where merchant_id = $1 and superseded_at is null) r) as link,
  (select r from (select code, alert, since
    from risk_status where merchant_id = $1 and superseded_at is null
    order by since desc, fact_id desc limit 1) r) as risk,
  (select r from (select verdict
    from custody_assessment where merchant_id = $1 and superseded_at is null
    order by assessed_for desc, fact_id desc limit 1) r) as custody,
  (select r from (select grade,
      (select r from (select p.name from party p
        where p.code = g.publisher and p.superseded_at is null) r) as publisher
    from rating g where merchant_id = $1 and superseded_at is null
    and published_on <= $3 and withdrawn_on is null
    order by published_on desc, fact_id desc limit 1) r) as "latestRating",
  (select r from (select array(select n from (
      select title, published_on as "publishedOn" from warning
      where merchant_id = $1 and superseded_at is null and published_on <= $3 and withdrawn_on is null
      order by published_on desc, fact_id desc limit 3) n) as nodes) r) as warnings
from merchant m where m.merchant_id = $1 and m.uscc = $2 and m.superseded_at is null) whole) as merchant) answer
