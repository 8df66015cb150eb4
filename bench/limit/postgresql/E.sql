-- $1 merchant_id, $2 uscc, $3 today, $4 authority, $5 officer, $6 case number
with lease as materialized (
  select coalesce(a.period_from, '-infinity') as first, coalesce(a.period_until, 'infinity') as last,
    array(select f.family from case_family f where f.case_id = a.fact_id) as families
  from case_access a
  where a.case_number = $6 and a.authority = $4 and a.status = 'OPEN'
  and a.opens_on <= $3 and a.closes_on >= $3 and a.superseded_at is null
  and exists (select 1 from case_officer o where o.case_id = a.fact_id and o.subject = $5)
  and exists (select 1 from case_subject s where s.case_id = a.fact_id and s.merchant_id = $1))
select row_to_json(answer) from (select (select whole from (select
  m.uscc, m.name,
  case when 'CONTACT' = any(l.families) then m.legal_representative
    else m.legal_representative_name1 end as "legalRepresentative",
  case when 'IDNUMBER' = any(l.families) then m.legal_representative_id_number end
    as "legalRepresentativeIdNumber",
  case when 'CONTACT' = any(l.families) then m.contact_phone end as "contactPhone",
  (select r from (select code,
      case when 'RISKDETAIL' = any(l.families) and since between l.first and l.last then light end as light,
      since
    from risk_status where merchant_id = $1 and superseded_at is null
    order by since desc, fact_id desc limit 1) r) as risk,
  case when 'OWNERSHIP' = any(l.families) then array(select n from (
      select holder, trim_scale(share * 0.000001) as share from shareholder
      where merchant_id = $1 and superseded_at is null
      order by share desc nulls last, fact_id desc) n) end as shareholders,
  case when 'ACCOUNTS' = any(l.families) then array(select n from (select
      (select r from (select b.name from institution b
        where b.code = a.bank and b.superseded_at is null) r) as bank,
      account_number as "accountNumber", opened_on as "openedOn"
    from custody_account a where merchant_id = $1 and superseded_at is null
    order by opened_on desc nulls last, fact_id desc) n) end as "custodyAccounts",
  case when 'CARDS' = any(l.families) then (select r from (select array(select n from (
      select reported_for as "reportedFor", (prepaid_balance * 0.01)::text as "prepaidBalance"
      from card_report where merchant_id = $1 and superseded_at is null
      and reported_for between l.first and l.last
      order by reported_for desc, fact_id desc limit 30) n) as nodes) r) end as "cardReports",
  case when 'COMPLAINTS' = any(l.families) then (select r from (select array(select n from (
      select received_on as "receivedOn", category, status from complaint
      where merchant_id = $1 and superseded_at is null and received_on between l.first and l.last
      order by received_on desc, fact_id desc limit 5) n) as nodes) r) end as complaints,
  (select r from (select array(select n from (
      select authority, decided_on as "decidedOn", kind, (amount * 0.01)::text as amount
      from penalty where merchant_id = $1 and superseded_at is null
      and ('ENFORCEMENT' = any(l.families) and decided_on between l.first and l.last
        or published_on <= $3 and visible_until > $3 and revoked_on is null and repaired_on is null
          and penalty_class <> 'warning')
      order by decided_on desc, fact_id desc limit 5) n) as nodes) r) as penalties
from merchant m left join lease l on true
where m.merchant_id = $1 and m.uscc = $2 and m.superseded_at is null) whole) as merchant) answer
