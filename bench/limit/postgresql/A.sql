-- $1 merchant_id, $2 uscc, $3 today
select row_to_json(answer) from (select (select whole from (select
  m.uscc, m.name, m.status, m.issuer,
  (select r from (select d.code, d.name from district d where d.code = m.district) r) as district,
  (select r from (select i.code, i.name from industry i
    where i.edition = m.industry_edition and i.code = m.industry) r) as industry,
  m.established_on as "establishedOn",
  (m.registered_capital * 0.01)::text as "registeredCapital",
  (select r from (select status, linked_on as "linkedOn" from link
    where merchant_id = $1 and superseded_at is null) r) as link,
  (select r from (select array(select n from (
      select reported_for as "reportedFor", (prepaid_total * 0.01)::text as "prepaidTotal",
        (prepaid_balance * 0.01)::text as "prepaidBalance", cards_issued as "cardsIssued", on_time as "onTime"
      from card_report where merchant_id = $1 and superseded_at is null
      order by reported_for desc, fact_id desc limit 7) n) as nodes) r) as "cardReports",
  (select r from (select standard, verdict, (required * 0.01)::text as required, (held * 0.01)::text as held,
      (shortfall * 0.01)::text as shortfall, funding_due_on as "fundingDueOn"
    from custody_assessment where merchant_id = $1 and superseded_at is null
    order by assessed_for desc, fact_id desc limit 1) r) as custody,
  array(select n from (select
      (select r from (select b.name from institution b
        where b.code = a.bank and b.superseded_at is null) r) as bank,
      account_number as "accountNumber", opened_on as "openedOn"
    from custody_account a where merchant_id = $1 and superseded_at is null
    order by opened_on desc nulls last, fact_id desc) n) as "custodyAccounts",
  (select r from (select code, alert, light, since
    from risk_status where merchant_id = $1 and superseded_at is null
    order by since desc, fact_id desc limit 1) r) as risk,
  (select r from (select array(select n from (
      select grade, trim_scale(score * 0.000001) as score, published_on as "publishedOn",
        (select r from (select p.name from party p
          where p.code = g.publisher and p.superseded_at is null) r) as publisher
      from rating g where merchant_id = $1 and superseded_at is null
      and published_on <= $3 and withdrawn_on is null
      order by published_on desc, fact_id desc limit 3) n) as nodes) r) as ratings,
  (select r from (select count(*) as total,
      count(*) filter (where status not in ('RESOLVED', 'FAILED', 'REFUSED')) as open,
      count(*) filter (where received_on > $3 - 90) as "last90Days"
    from complaint where merchant_id = $1 and superseded_at is null) r) as "complaintSummary",
  (select r from (select array(select n from (
      select received_on as "receivedOn", channel, category, status, due_on as "dueOn",
        (amount * 0.01)::text as amount
      from complaint where merchant_id = $1 and superseded_at is null
      order by received_on desc, fact_id desc limit 5) n) as nodes) r) as complaints,
  (select r from (select array(select n from (
      select issued_on as "issuedOn", due_on as "dueOn", status,
        (select r from (select v.name from violation v where v.code = o.violation) r) as violation
      from rectification o where merchant_id = $1 and superseded_at is null
      order by issued_on desc, fact_id desc limit 5) n) as nodes) r) as rectifications,
  (select r from (select array(select n from (
      select authority, decided_on as "decidedOn", kind, (amount * 0.01)::text as amount,
        published_on as "publishedOn"
      from penalty where merchant_id = $1 and superseded_at is null
      order by decided_on desc, fact_id desc limit 5) n) as nodes) r) as penalties
from merchant m where m.merchant_id = $1 and m.uscc = $2 and m.superseded_at is null) whole) as merchant) answer
