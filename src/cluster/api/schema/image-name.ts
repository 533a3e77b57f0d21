/** pkg/util/parsers/parsers.go ParseImageName (v1.35): the tag of an image, `latest` when neither tag nor digest is given. */
export function imageTag(image: string): string {
  const [name = '', digest] = image.split('@');
  const colon = name.lastIndexOf(':');
  if (colon > name.lastIndexOf('/')) return name.slice(colon + 1);
  return digest === undefined ? 'latest' : '';
}
