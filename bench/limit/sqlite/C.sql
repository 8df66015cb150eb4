-- ?1 district, ?2 the caller's district
select cast(json_object('merchants', json_object('nodes', json_group_array(json_object(
  'uscc', uscc, 'name', name, 'kind', kind, 'status', status,
  'issuer', iif(here, issuer, iif(issuer = 'REPORTED', 'NOT_KNOWN', issuer)),
  'brand', brand, 'mallType', json(iif(mall_type, 'true', 'false')), 'establishedOn', established_on,
  'registeredCapital', case when registered_capital is not null
    then printf('%d.%02d', registered_capital / 100, registered_capital % 100) end,
  'businessScope', business_scope,
  'legalRepresentative', iif(own, legal_representative, legal_representative_name1),
  'contactPhone', iif(own, contact_phone, null))))) as blob)
from (
  select m.*, district = ?2 or outlet_here as here,
    district = ?2 and district_basis <> 'registration' or outlet_here as own
  from (
    select n.*, case when district = ?2 and district_basis <> 'registration' then 0 else exists (
      select 1 from outlet o where o.merchant_id = n.merchant_id and o.district = ?2
      and o.status = 'OPEN' and o.superseded_at is null) end as outlet_here
    from (
      select * from merchant where district = ?1 and superseded_at is null
      order by established_on desc nulls last, uscc limit 1000) n) m)
