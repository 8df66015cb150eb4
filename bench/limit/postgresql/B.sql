-- $1 district, $2 the caller's district, $3 today
with page as materialized (
  select merchant_id, uscc, name, status, district, district_basis from merchant
  where district = $1 and superseded_at is null
  order by established_on desc nulls last, uscc limit 100),
seen as materialized (
  select page.*, case when district = $2 and district_basis <> 'registration' then true else coalesce((
    select true from outlet o where o.merchant_id = page.merchant_id and o.district = $2
    and o.status = 'OPEN' and o.superseded_at is null limit 1), false) end as own
  from page)
select row_to_json(answer) from (select (select whole from (select array(select n from (select
  m.uscc, m.name, m.status,
  case when m.own then (select r from (select reported_for as "reportedFor",
      (prepaid_balance * 0.01)::text as "prepaidBalance", cards_issued as "cardsIssued"
    from card_report where merchant_id = m.merchant_id and superseded_at is null
    order by reported_for desc, fact_id desc limit 1) r) end as "latestCardReport",
  (select r from (select grade, published_on as "publishedOn",
      (select r from (select p.name from party p
        where p.code = g.publisher and p.superseded_at is null) r) as publisher
    from rating g where merchant_id = m.merchant_id and superseded_at is null
    and published_on <= $3 and withdrawn_on is null
    order by published_on desc, fact_id desc limit 1) r) as "latestRating",
  case when m.own then (select r from (select array(select c from (
      select received_on as "receivedOn", category, status from complaint
      where merchant_id = m.merchant_id and superseded_at is null
      order by received_on desc, fact_id desc limit 3) c) as nodes) r) end as complaints,
  (select r from (select standard, verdict,
      case when m.own then (required * 0.01)::text end as required,
      case when m.own then (held * 0.01)::text end as held,
      case when m.own then (shortfall * 0.01)::text end as shortfall
    from custody_assessment where merchant_id = m.merchant_id and superseded_at is null
    order by assessed_for desc, fact_id desc limit 1) r) as custody
from seen m) n) as nodes) whole) as merchants) answer
