/** The mark: an open C with a beat inside. */
export function Logo({ wordmark = true }: { wordmark?: boolean }) {
  return (
    <span className="cz-logo">
      <svg viewBox="0 0 32 32" width="24" height="24" role="img" aria-label="Cadenza">
        <rect width="32" height="32" rx="7" className="cz-logo-tile" />
        <path d="M22.5 11.2a7.6 7.6 0 1 0 0 9.6" fill="none" stroke="#fff" strokeWidth="3.2" strokeLinecap="round" />
        <circle cx="16.4" cy="16" r="2.3" fill="#fff" />
      </svg>
      {wordmark && (
        <span className="cz-logo-word" aria-hidden>
          Cadenza
        </span>
      )}
    </span>
  );
}
