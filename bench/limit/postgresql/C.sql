-- $1 district, $2 the caller's district
with page as materialized (
  select merchant_id, uscc, name, kind, status, issuer, brand, mall_type, established_on, registered_capital,
    business_scope, legal_representative, legal_representative_name1, contact_phone, district, district_basis
  from merchant where district = $1 and superseded_at is null
  order by established_on desc nulls last, uscc limit 1000),
seen as materialized (
  select page.*, case when district = $2 and district_basis <> 'registration' then true else coalesce((
    select true from outlet o where o.merchant_id = page.merchant_id and o.district = $2
    and o.status = 'OPEN' and o.superseded_at is null limit 1), false) end as own
  from page)
select row_to_json(answer) from (select (select whole from (select array(select n from (select
  uscc, name, kind, status,
  case when own or district = $2 or issuer <> 'REPORTED' then issuer else 'NOT_KNOWN' end as issuer,
  brand, mall_type as "mallType", established_on as "establishedOn",
  (registered_capital * 0.01)::text as "registeredCapital",
  business_scope as "businessScope",
  case when own then legal_representative else legal_representative_name1 end as "legalRepresentative",
  case when own then contact_phone end as "contactPhone"
from seen) n) as nodes) whole) as merchants) answer
