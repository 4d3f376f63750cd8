import './components.css';

export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  return ((words[0]?.[0] ?? '') + (words.length > 1 ? (words.at(-1)?.[0] ?? '') : '')).toLocaleUpperCase();
}

export function Avatar({ name }: { name: string }) {
  return (
    <span className="cz-avatar" aria-hidden>
      {initialsOf(name) || '?'}
    </span>
  );
}
