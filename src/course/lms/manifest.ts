/** A chapter, as an LMS launches it. */
interface Sco {
  readonly id: string;
  readonly title: string;
  /** Its page, from the root of the package. */
  readonly href: string;
  /** The files that only it needs, its page included. */
  readonly files: readonly string[];
}

export interface Course {
  readonly id: string;
  readonly title: string;
  readonly scos: readonly Sco[];
  /** The files that they share. */
  readonly shared: readonly string[];
}

/**
 * `imsmanifest.xml` of a SCORM 1.2 package (ADL, « The SCORM Content Aggregation Model », version 1.2, section 2.3): one
 * organization, an item a chapter, every file of the package listed once. It sets no `adlcp:masteryscore`: with one, an LMS
 * turns an unfinished quiz into « failed ». Who adds it is obeyed.
 */
export function manifestOf({ id, title, scos, shared }: Course): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<manifest identifier="${name('MANIFEST', id)}" version="1.0"`,
    '  xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"',
    '  xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">',
    '  <metadata>',
    '    <schema>ADL SCORM</schema>',
    '    <schemaversion>1.2</schemaversion>',
    '  </metadata>',
    `  <organizations default="${name('ORG', id)}">`,
    `    <organization identifier="${name('ORG', id)}">`,
    `      <title>${text(title)}</title>`,
    ...scos.flatMap(itemOf),
    '    </organization>',
    '  </organizations>',
    '  <resources>',
    ...scos.flatMap(resourceOf),
    `    <resource identifier="${sharedName}" type="webcontent" adlcp:scormtype="asset">`,
    ...shared.map(fileOf),
    '    </resource>',
    '  </resources>',
    '</manifest>',
    '',
  ].join('\n');
}

const sharedName = 'RES-commun';

function itemOf({ id, title }: Sco): readonly string[] {
  return [
    `      <item identifier="${name('ITEM', id)}" identifierref="${name('RES', id)}" isvisible="true">`,
    `        <title>${text(title)}</title>`,
    '      </item>',
  ];
}

function resourceOf({ id, href, files }: Sco): readonly string[] {
  return [
    `    <resource identifier="${name('RES', id)}" type="webcontent" adlcp:scormtype="sco" href="${text(encodeURI(href))}">`,
    ...files.map(fileOf),
    `      <dependency identifierref="${sharedName}"/>`,
    '    </resource>',
  ];
}

function fileOf(path: string): string {
  return `      <file href="${text(encodeURI(path))}"/>`;
}

/** An XML identifier: letters, digits and hyphens after a letter. */
function name(kind: string, id: string): string {
  return `${kind}-${id.replaceAll(/[^A-Za-z0-9.-]/g, '_')}`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

function text(value: string): string {
  return value.replaceAll(/[&<>"]/g, (character) => entities[character] ?? character);
}
