import './components.css';

export interface ViewTab<T extends string> {
  readonly id: T;
  readonly label: string;
  readonly count?: number | undefined;
}

interface ViewTabsProps<T extends string> {
  readonly label: string;
  readonly tabs: readonly ViewTab<T>[];
  readonly active: T;
  readonly onChange: (id: T) => void;
}

/** Views of one list, side by side: pressed buttons, because what changes below is the same list. */
export function ViewTabs<T extends string>({ label, tabs, active, onChange }: ViewTabsProps<T>) {
  return (
    <div className="cz-view-tabs" role="group" aria-label={label}>
      {tabs.map((tab) => (
        <button key={tab.id} type="button" className="cz-view-tab" aria-pressed={tab.id === active} onClick={() => onChange(tab.id)}>
          {tab.label} {tab.count ? <span className="cz-count">{tab.count}</span> : null}
        </button>
      ))}
    </div>
  );
}
