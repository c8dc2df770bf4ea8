// Avails files for tests: XML that says what a licensor would say.
const transaction = ({ id, license = 'SVOD', territory = 'MX', start = '2026-01-01T00:00:00Z', end, format = 'HD', terms = '' }) => `
    <avails:Transaction TransactionID="${id}">
      <avails:LicenseType>${license}</avails:LicenseType>
      <avails:Territory><md:country>${territory}</md:country></avails:Territory>
      <avails:Start>${start}</avails:Start>
      ${end ? `<avails:End>${end}</avails:End>` : '<avails:EndCondition>Open</avails:EndCondition>'}
      <avails:FormatProfile>${format}</avails:FormatProfile>${terms}
    </avails:Transaction>`;

/** An AvailList of films: `{alid, name, year, entry, transactions}` each. */
export function availList(films, { licensor = 'Northwind' } = {}) {
    return `<?xml version="1.0" encoding="UTF-8"?>
<avails:AvailList xmlns:avails="http://www.movielabs.com/schema/avails/v2.5/avails" xmlns:md="http://www.movielabs.com/schema/md/v2.8/md">
${films.map(({ alid, name, year = 2024, entry = 'Full Extract', transactions }) => `  <avails:Avail>
    <avails:ALID>${alid}</avails:ALID>
    <avails:Disposition><avails:EntryType>${entry}</avails:EntryType></avails:Disposition>
    <avails:Licensor><md:DisplayName>${licensor}</md:DisplayName></avails:Licensor>
    <avails:AvailType>single</avails:AvailType>
    <avails:ShortDescription>${name}</avails:ShortDescription>
    <avails:Asset contentID="${alid.replace(':alid:', ':cid:')}">
      <avails:WorkType>Movie</avails:WorkType>
      <avails:Metadata>
        <avails:TitleDisplayUnlimited>${name}</avails:TitleDisplayUnlimited>
        <avails:TitleInternalAlias>${name}</avails:TitleInternalAlias>
        <avails:ReleaseDate>${year}</avails:ReleaseDate>
      </avails:Metadata>
    </avails:Asset>${transactions.map(transaction).join('')}
  </avails:Avail>`).join('\n')}
</avails:AvailList>
`;
}
