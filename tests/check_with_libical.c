/* Say what libical's parser and its restriction check (RFC 5545 and 5546) find wrong in a calendar file. */
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>

static int told(icalcomponent *component) {
    int count = 0;
    icalproperty *one = icalcomponent_get_first_property(component, ICAL_XLICERROR_PROPERTY);
    for (; one; one = icalcomponent_get_next_property(component, ICAL_XLICERROR_PROPERTY), count++)
        printf("%s: %s\n", icalcomponent_kind_to_string(icalcomponent_isa(component)), icalproperty_get_xlicerror(one));
    icalcomponent *part = icalcomponent_get_first_component(component, ICAL_ANY_COMPONENT);
    for (; part; part = icalcomponent_get_next_component(component, ICAL_ANY_COMPONENT))
        count += told(part);
    return count;
}

int main(int count, char **names) {
    int wrong = 0;
    for (int at = 1; at < count; at++) {
        FILE *file = fopen(names[at], "rb");
        static char text[8 << 20];
        size_t size = file ? fread(text, 1, sizeof text - 1, file) : 0;
        text[size] = 0;
        if (file) fclose(file);
        icalcomponent *whole = icalparser_parse_string(text);
        if (!whole) { printf("%s: no calendar\n", names[at]); wrong++; continue; }
        int valid = icalrestriction_check(whole);
        int errors = told(whole);
        if (!valid || errors) { printf("%s: %s\n", names[at], valid ? "errors" : "refused"); wrong++; }
        icalcomponent_free(whole);
    }
    return wrong > 0;
}
