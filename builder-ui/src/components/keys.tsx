import { Fragment } from 'react';
import { type Combo, comboParts } from '../lib/hotkeys/combo.ts';

/** A key or sequence, drawn as keys. */
export function Keys({ combo }: { combo: Combo }) {
  return (
    <span className="cz-row" style={{ gap: 4, display: 'inline-flex' }}>
      {comboParts(combo).map((press, index) => (
        <Fragment key={`${index}-${press.join()}`}>
          {press.map((key) => (
            <kbd key={key} className="cz-key">
              {key}
            </kbd>
          ))}
        </Fragment>
      ))}
    </span>
  );
}
