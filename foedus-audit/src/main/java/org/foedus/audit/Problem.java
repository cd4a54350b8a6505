package org.foedus.audit;

/// Something in an export that is not as it should be.
///
/// @param message what was expected and what was found
public record Problem(Place place, String message) {
    @Override
    public String toString() {
        return place.label() + ": " + message;
    }
}
