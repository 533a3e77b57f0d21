import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { expect, test } from 'vitest';
import { manifestOf } from './manifest.ts';

const parser = new XMLParser({
  ignoreAttributes: false,
  parseTagValue: false,
  attributeNamePrefix: '',
  isArray: (name) => ['item', 'resource', 'file'].includes(name),
});

const course = {
  id: 'cours',
  title: 'Maillage & « mesh » <essai>',
  scos: [
    {
      id: 'mtls',
      title: 'mTLS "strict"',
      href: 'fr/mtls/index.html',
      files: ['fr/mtls/index.html', 'fr/mtls/fr/glossaire.json'],
    },
    {
      id: 'histoire',
      title: 'Histoire',
      href: 'fr/histoire/index.html',
      files: ['fr/histoire/index.html'],
    },
  ],
  shared: ['_a/a.js', 'diagrams/un schéma.svg'],
};

const xml = manifestOf(course);
const { manifest } = parser.parse(xml);

test('le manifeste est du XML valide, de SCORM 1.2', () => {
  expect(XMLValidator.validate(xml)).toBe(true);
  expect(manifest).toMatchObject({
    xmlns: 'http://www.imsproject.org/xsd/imscp_rootv1p1p2',
    'xmlns:adlcp': 'http://www.adlnet.org/xsd/adlcp_rootv1p2',
    metadata: { schema: 'ADL SCORM', schemaversion: '1.2' },
  });
});

test('son organisation, la seule, est celle par défaut, avec un élément par chapitre', () => {
  const { organizations } = manifest;
  expect(organizations.default).toBe(organizations.organization.identifier);
  expect(organizations.organization.title).toBe('Maillage & « mesh » <essai>');
  expect(organizations.organization.item.map(({ title }: { title: string }) => title)).toEqual([
    'mTLS "strict"',
    'Histoire',
  ]);
});

test('chaque chapitre mène à sa page, et chaque ressource nommée existe', () => {
  const resources: {
    identifier: string;
    'adlcp:scormtype': string;
    href?: string;
    dependency?: { identifierref: string };
    file: { href: string }[];
  }[] = manifest.resources.resource;
  const known = resources.map(({ identifier }) => identifier);
  expect(new Set(known).size).toBe(known.length);
  for (const item of manifest.organizations.organization.item) {
    const resource = resources.find(({ identifier }) => identifier === item.identifierref);
    expect(resource?.['adlcp:scormtype']).toBe('sco');
    expect(resource?.file.map(({ href }) => href)).toContain(resource?.href);
    expect(known).toContain(resource?.dependency?.identifierref);
  }
  expect(resources.at(-1)?.file.map(({ href }) => decodeURI(href))).toEqual(course.shared);
});
