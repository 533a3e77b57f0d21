import type { Role } from './roles.ts';
import type { Bounds, Head, Shape } from './shapes.ts';

/**
 * Reads what Mermaid drew in the page as a flat list of shapes. It runs in the browser, so all it
 * needs is in itself and in its argument.
 */
export function measure(selectors: [selector: string, role: Role | null][]): Shape[] {
  const root = document.querySelector<SVGSVGElement>('#drawing svg');
  const toRoot = root?.getScreenCTM()?.inverse();
  if (!root || !toRoot) throw new Error('Mermaid n’a rien dessiné.');

  const drawn = 'rect, circle, ellipse, line, path, polygon, polyline, text';
  return [...root.querySelectorAll<SVGGraphicsElement>(drawn)].flatMap((element): Shape[] => {
    const role = roleOf(element);
    if (role === null) return [];
    return element.localName === 'text' ? rowsOf(element, role) : figuresOf(element, role);
  });

  function roleOf(element: Element): Role | null {
    const found = selectors.find(([selector]) => element.matches(selector));
    if (found) return found[1];
    const place = [element.parentElement?.closest('[class]'), element].map(
      (it) => `${it?.localName}.${it?.getAttribute('class')}`,
    );
    throw new Error(`élément sans rôle : ${place.join(' > ')}`);
  }

  function figuresOf(element: SVGGraphicsElement, role: Role): Shape[] {
    const { dx, dy } = originOf(element);
    shortenLifeline(element);
    const { x, y, width, height } = element.getBBox();
    const bounds = { x: x + dx, y: y + dy, width, height };
    if (role === 'number') {
      return [
        { type: 'disc', role, bounds: { x: bounds.x - 9, y: bounds.y - 9, width: 18, height: 18 } },
      ];
    }
    if (width === 0 && height === 0) return [];
    if (element.matches('rect, .node-bkg')) return [{ type: 'box', role, bounds }];
    if (element.matches('circle, ellipse')) return [{ type: 'disc', role, bounds }];
    const closed = element.matches('.node *, polygon') && element.getAttribute('fill') !== 'none';
    const [start, end] = [headOf(element, 'marker-start'), headOf(element, 'marker-end')];
    return [{ type: 'line', role, bounds, d: pathOf(element), dx, dy, closed, start, end }];
  }

  /** Without actors at the bottom, Mermaid draws lifelines 2,000 px long and lets the frame cut them. */
  function shortenLifeline(element: SVGGraphicsElement): void {
    if (!element.matches('.actor-line')) return;
    const { y, height } = root?.viewBox.baseVal ?? { y: 0, height: 0 };
    element.setAttribute('y2', String(Math.min(Number(element.getAttribute('y2')), y + height)));
  }

  function originOf(element: SVGGraphicsElement): { dx: number; dy: number } {
    const matrix = element.getScreenCTM();
    if (!matrix) throw new Error(`<${element.localName}> hors de l’image`);
    const { a, b, c, d, e, f } = toRoot?.multiply(matrix) ?? matrix;
    const onlyMoved = [a - 1, b, c, d - 1].every((part) => Math.abs(part) < 1e-3);
    if (!onlyMoved) throw new Error(`<${element.localName}> tourné ou agrandi`);
    return { dx: e, dy: f };
  }

  function pathOf(element: Element): string {
    const get = (name: string) => element.getAttribute(name) ?? '0';
    if (element.localName === 'path') return get('d');
    if (element.localName === 'line') return `M${get('x1')},${get('y1')}L${get('x2')},${get('y2')}`;
    const corners = get('points').trim().replace(/\s+/g, 'L');
    return `M${corners}${element.localName === 'polygon' ? 'Z' : ''}`;
  }

  function headOf(element: Element, attribute: string): Head | null {
    const marker = element.getAttribute(attribute);
    if (!marker) return null;
    if (marker.includes('cross')) return 'cross';
    if (marker.includes('circle')) return 'disc';
    return marker.includes('filled-head') ? 'open' : 'arrow';
  }

  /** One shape for each line of text: pieces on the same baseline are one. */
  function rowsOf(element: SVGGraphicsElement, role: Role): Shape[] {
    const rows: Extract<Shape, { type: 'words' }>[] = [];
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.textContent ?? '';
      if (text.trim() === '' || !node.parentElement) continue;
      const bounds = boundsOf(node);
      const last = rows.at(-1);
      if (last && Math.abs(last.bounds.y - bounds.y) < 2) {
        last.bounds.width = bounds.x + bounds.width - last.bounds.x;
        last.text += text;
      } else {
        const { fontSize, fontWeight } = getComputedStyle(node.parentElement);
        const [size, bold] = [Number.parseFloat(fontSize), Number(fontWeight) >= 600];
        rows.push({ type: 'words', role, bounds, text, size, bold });
      }
    }
    const zone = element.closest('.cluster')?.querySelector('rect');
    const [first] = rows;
    if (zone && first) first.bounds.x = zone.getBBox().x + originOf(zone).dx + 10;
    return rows;
  }

  function boundsOf(node: Node): Bounds {
    const range = document.createRange();
    range.selectNodeContents(node);
    const { left, top, width, height } = range.getBoundingClientRect();
    const { x, y } = new DOMPoint(left, top).matrixTransform(toRoot);
    return { x, y, width, height };
  }
}
