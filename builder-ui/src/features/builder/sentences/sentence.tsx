import type { Part } from './template.ts';

/** A sentence with its values as pills; what is not chosen yet carries an exclamation mark, not only a colour. */
export function Sentence({ parts }: { parts: readonly Part[] }) {
  return parts.map((part, index) => {
    const key = `${index} ${part.text}`;
    if (part.unset)
      return (
        <span key={key} className="cz-pill" data-unset>
          ! {part.text}
        </span>
      );
    return part.pill ? (
      <span key={key} className="cz-pill">
        {part.text}
      </span>
    ) : (
      <span key={key}>{part.text}</span>
    );
  });
}
