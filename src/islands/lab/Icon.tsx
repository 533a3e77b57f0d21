const paths = {
  play: 'M4 2.5v11l9-5.5z',
  pause: 'M4 3h3v10H4zM9 3h3v10H9z',
  next: 'M3 2.5v11L10.5 8zM11 3h2v10h-2z',
  previous: 'M13 2.5v11L5.5 8zM3 3h2v10H3z',
};

export default function Icon({ name }: { name: keyof typeof paths }) {
  return (
    <svg className="lab-icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={paths[name]} fill="currentColor" />
    </svg>
  );
}
