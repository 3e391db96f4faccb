package kind

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// markTag is the tag on a user by which a run says that it is making an access
// key: where the key is to go, and which keys there were before. It is no part
// of the user as org.yaml wants it, hence no orgwright: before its name.
const markTag = "orgwright-key"

// placed is a place in few characters, all of them such as a tag may have.
func placed(place string) string {
	sum := sha256.Sum256([]byte(place))
	return hex.EncodeToString(sum[:8])
}

// setMark marks the user.
func (p *Person) setMark(ctx context.Context, place string, known []string) error {
	mark := strings.Join(append([]string{placed(place)}, known...), " ")
	_, err := p.IAM.TagUser(ctx, &iam.TagUserInput{UserName: &p.Name, Tags: []types.Tag{{Key: aws.String(markTag), Value: &mark}}})
	if err != nil {
		return fmt.Errorf("mark %s as getting an access key: %w", p.Name, err)
	}
	p.mark = mark
	return nil
}

func (p *Person) liftMark(ctx context.Context) error {
	_, err := p.IAM.UntagUser(ctx, &iam.UntagUserInput{UserName: &p.Name, TagKeys: []string{markTag}})
	if err != nil {
		return fmt.Errorf("lift the mark that %s is getting an access key: %w", p.Name, err)
	}
	p.mark = ""
	return nil
}

// A Tidying is what Tidy found of a run that died while it made a key.
type Tidying struct {
	Deleted   []string // keys that nobody can have had
	Kept      []Key    // keys that somebody uses, and has therefore
	Delivered string   // the key that was delivered before the run died; "" is none
}

// Tidy finishes what a run that died while it made a key has left: a key that
// was delivered stays, and so does one that somebody has used; any other that
// was not there before is deleted, since nobody has its secret. Call it while
// no other run makes keys.
func (p *Person) Tidy(ctx context.Context, d Delivery) (Tidying, error) {
	if p.mark == "" {
		return Tidying{}, nil
	}
	words := strings.Fields(p.mark)
	strays, err := p.strays(ctx, words[1:])
	if err != nil {
		return Tidying{}, err
	}
	var t Tidying
	switch held, err := d.Held(); {
	case err != nil:
		return t, err
	case held && words[0] == placed(d.Place) && len(strays) == 1:
		t.Delivered = strays[0]
	default:
		if err := p.sift(ctx, strays, &t); err != nil {
			return t, err
		}
	}
	return t, p.liftMark(ctx)
}

// sift deletes the strays that nobody has used.
func (p *Person) sift(ctx context.Context, strays []string, t *Tidying) error {
	for _, id := range strays {
		k, err := p.use(ctx, Key{ID: id})
		if err != nil {
			return err
		}
		if !k.Used.IsZero() {
			t.Kept = append(t.Kept, k)
			continue
		}
		if err := p.deleteKey(ctx, id); err != nil {
			return err
		}
		t.Deleted = append(t.Deleted, id)
	}
	slices.Sort(t.Deleted)
	return nil
}
